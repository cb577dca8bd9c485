package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.KernelVerifier;
import java.util.List;

/**
 * Turns a kernel's contractions and lanes into loops that a target runs fast, without changing the order of any sum. It is a list of
 * {@linkplain Step steps}; nothing rewrites a kernel outside of them.
 */
public interface Schedule {
    /** Rows of lanes are padded to a multiple of this many floats, so that vectors of 4, 8 or 16 lanes need no remainder. */
    int ALIGNMENT = 16;

    /**
     * Columns of a panel of weights. A tile of vectors reads a part of each row of a panel: of rows of 64 floats, that would be in a
     * quarter of the first cache's sets; rows of 32 are read as a whole where there is one sample only.
     */
    int PANEL = 32;

    /** What the number of samples or of steps of a call is taken for, where a decision depends on it. */
    int USUAL_CALL = 32;

    /** The steps in their order. Each line says why it stands where it stands. */
    List<Step> steps();

    /** The kernel after all steps. */
    default Kernel apply(Kernel kernel) {
        Kernel current = kernel;
        for (Step step : steps()) {
            current = step.apply(current);
        }
        return current;
    }

    /** The same, verified before the first step and after each; a message names the step at fault. */
    default Kernel verified(Kernel kernel) {
        check("lower", KernelVerifier.unscheduled(kernel));
        Kernel current = kernel;
        for (Step step : steps()) {
            current = step.apply(current);
            check(step.name(), KernelVerifier.scheduling(current));
        }
        check(steps().get(steps().size() - 1).name(), KernelVerifier.scheduled(current));
        return current;
    }

    private static void check(String after, List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalStateException("after " + after + ": " + String.join("; ", problems));
        }
    }

    /** The kernel after one of the steps, and all before that. */
    default Kernel after(String name, Kernel kernel) {
        Kernel current = kernel;
        for (Step step : steps()) {
            current = step.apply(current);
            if (step.name().equals(name)) {
                return current;
            }
        }
        throw new IllegalArgumentException("no step is called " + name);
    }
}
