package dev.lamina.compiler.emit;

import dev.lamina.compiler.ir.Kernel;
import java.util.List;

/**
 * The kernels of a class.
 *
 * @param vector whether they use the Vector API
 */
record KernelsPlan(boolean vector, List<CommentedKernel> kernels) {
    KernelsPlan {
        kernels = List.copyOf(kernels);
    }

    /** A scheduled kernel and the text of its Javadoc. */
    record CommentedKernel(Kernel kernel, String comment) {}
}
