package dev.lamina.compiler.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports the problems of a kernel: undeclared names, types that do not fit, forms that its stage does not allow. */
public final class KernelVerifier {
    /** How far the kernel has been compiled. */
    enum Stage {
        /** As operations write it: without vectors. */
        LOWERED,
        /** Between two steps of a schedule: with any form. */
        SCHEDULING,
        /** As it is printed: without lanes and contractions. */
        SCHEDULED
    }

    private final Kernel kernel;
    private final Stage stage;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> methods = new HashSet<>();

    private KernelVerifier(Kernel kernel, Stage stage) {
        this.kernel = kernel;
        this.stage = stage;
    }

    /** The problems of a kernel before scheduling; empty if it is valid. */
    public static List<String> unscheduled(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.LOWERED).verify();
    }

    /** The problems of a kernel between two steps of a schedule; empty if it is valid. */
    public static List<String> scheduling(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.SCHEDULING).verify();
    }

    /** The problems of a kernel after its schedule; empty if it is valid. */
    public static List<String> scheduled(Kernel kernel) {
        return new KernelVerifier(kernel, Stage.SCHEDULED).verify();
    }

    private List<String> verify() {
        methods.add(kernel.name());
        Set<String> names = new HashSet<>();
        kernel.buffers().forEach(buffer -> unique(names, buffer.name()));
        kernel.arguments().forEach(argument -> unique(names, argument));
        Set<Symbol> symbols = new HashSet<>(Symbol.CALL_SIZES);
        if (stage != Stage.LOWERED) {
            symbols.add(Symbol.LANES);
        }
        new StatementVerifier(this, symbols, Set.of(), Set.of()).statement(kernel.body());
        return problems;
    }

    private void unique(Set<String> names, String name) {
        if (!names.add(name)) {
            problem(name + " is declared twice");
        }
    }

    Kernel kernel() {
        return kernel;
    }

    Stage stage() {
        return stage;
    }

    /** Records a method that the kernel outlines; false if its name is taken. */
    boolean addMethod(String name) {
        return methods.add(name);
    }

    void problem(String text) {
        problems.add(kernel.name() + ": " + text);
    }

    void buffer(Buffer buffer) {
        if (!kernel.buffers().contains(buffer)) {
            problem("buffer " + buffer + " is not the kernel's");
        }
    }
}
