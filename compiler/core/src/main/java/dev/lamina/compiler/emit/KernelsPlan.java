package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of a class.
 *
 * @param vector whether they use the Vector API
 * @param kernels those in the class itself
 * @param nested the others, if there are too many for one class
 */
record KernelsPlan(boolean vector, List<CommentedKernel> kernels, List<NestedKernels> nested) {
    /**
     * The most kernels in one class. Each takes up to some 60 of the 65,535 constants that a class file has room for; methods of layers and
     * declarations of parameters take others.
     */
    private static final int MOST_KERNELS = 400;

    KernelsPlan {
        kernels = List.copyOf(kernels);
        nested = List.copyOf(nested);
    }

    /** The plan for kernels of a class, in the order in which they are printed. */
    static KernelsPlan of(boolean vector, String className, List<CommentedKernel> all) {
        if (all.size() <= MOST_KERNELS) {
            return new KernelsPlan(vector, all, List.of());
        }
        List<NestedKernels> nested = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_KERNELS) {
            int to = Math.min(all.size(), from + MOST_KERNELS);
            nested.add(new NestedKernels(className + "Kernels" + (nested.size() + 1), all.subList(from, to)));
        }
        return new KernelsPlan(vector, List.of(), nested);
    }

    /** What a call writes before the name of each kernel: the class that has it, and a dot; nothing for those of the class itself. */
    Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        nested.forEach(type ->
                type.kernels().forEach(each -> owners.put(each.kernel().name(), type.className() + ".")));
        return owners;
    }

    /** A scheduled kernel and the text of its Javadoc. */
    record CommentedKernel(Kernel kernel, String comment) {}

    /** A nested class with some of the kernels. */
    record NestedKernels(String className, List<CommentedKernel> kernels) {
        NestedKernels {
            kernels = List.copyOf(kernels);
        }
    }
}
