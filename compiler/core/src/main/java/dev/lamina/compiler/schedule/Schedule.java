package dev.lamina.compiler.schedule;

import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.KernelVerifier;
import java.util.List;

/**
 * Turns the contractions and lanes of a kernel into loops that a target runs fast; the order of every sum stays the same. A schedule is a
 * list of {@linkplain Step steps}, and nothing outside of it rewrites a kernel.
 */
public interface Schedule {
    /**
     * Lane axes are padded to a multiple of this many floats, so that vectors of 4, 8 or 16 lanes leave no tail. Parameters and values begin
     * at such multiples too.
     */
    int ALIGNMENT = 16;

    /**
     * The width of a panel of a weight matrix, in units: the panel holds the weights of this many units together. A tile reads only a part
     * of each panel row. With rows of 64 floats, these parts would fall into a quarter of the sets of the first-level cache. A tile of one
     * sample reads whole rows of 32 floats.
     */
    int PANEL = 32;

    /** Estimates assume this many samples (or time steps) in a call. The real number is known at run time only. */
    int TYPICAL_CALL = 32;

    /** The steps, in order. In each list, comments give the reasons for the order. */
    List<Step> steps();

    /** The kernel after all steps. */
    default Kernel apply(Kernel kernel) {
        Kernel current = kernel;
        for (Step step : steps()) {
            current = step.apply(current);
        }
        return current;
    }

    /** The kernel after all steps, verified before the first and after each; a message names the step at fault. */
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

    /** The kernel after the named step and all steps before it. */
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
