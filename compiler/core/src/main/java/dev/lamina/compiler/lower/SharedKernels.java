package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The kernels of all graphs of a model. Nodes of a layer whose kernels differ only in the names of buffers share one kernel: for
 * example, a layer behind dropout reads the value of dropout in training, and the value before dropout in predicting.
 */
final class SharedKernels {
    private final KernelNames names = new KernelNames();
    private final Map<Work, Kernel> kernels = new LinkedHashMap<>();

    /** A kernel with numbers for the names of its buffers, and the layer it belongs to. Equal works have one kernel. */
    record Work(String owner, Kernel kernel) {}

    /** Adds the kernel of a node, unless there is an equal one; returns its work. */
    Work add(Graph graph, Node node) {
        Kernel kernel = TooLargeException.guard(node.owner().label(), () -> KernelLowering.lower(graph, node));
        Work work = new Work(node.owner().label(), numbered(kernel));
        Kernel known = kernels.get(work);
        kernels.put(
                work,
                known == null ? kernel.withName(names.name(node)) : known.withBuffers(common(known, kernel, node)));
        return work;
    }

    /** The kernel of a work. All nodes must have been added. */
    Kernel kernel(Work work) {
        return Objects.requireNonNull(kernels.get(work));
    }

    private static Kernel numbered(Kernel kernel) {
        int values = kernel.buffers().size() - (kernel.asksForLengths() ? 1 : 0);
        return kernel.withBuffers(
                IntStream.range(0, values).mapToObj(String::valueOf).toList());
    }

    /** The names of the buffers of a shared kernel. Where the two kernels have different names, x for an operand and y for a result. */
    private static List<String> common(Kernel known, Kernel other, Node node) {
        List<Value> values = KernelLowering.values(node);
        List<String> common = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Buffer buffer = known.buffers().get(i);
            boolean agree = buffer.equals(other.buffers().get(i));
            common.add(agree ? buffer.name() : node.reads().contains(values.get(i)) ? "x" : "y");
        }
        return KernelNames.distinct(common);
    }
}
