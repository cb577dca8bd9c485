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
 * The kernels of all graphs of a model: what a layer does alike in two of them, one kernel does for both. Alike is what differs in the
 * names of buffers at most, as where a layer reads from dropout when it is trained, and from what stands before dropout when it predicts.
 */
final class SharedKernels {
    private final KernelNames names = new KernelNames();
    private final Map<Work, Kernel> kernels = new LinkedHashMap<>();

    /** What a kernel does, whatever its buffers are called, and whose work that is. */
    record Work(String owner, Kernel kernel) {}

    /** Takes note of a node's kernel, and says which work it is. */
    Work add(Graph graph, Node node) {
        Kernel kernel = TooLargeException.guard(node.owner().label(), () -> KernelLowering.lower(graph, node));
        Work work = new Work(node.owner().label(), numbered(kernel));
        Kernel known = kernels.get(work);
        kernels.put(
                work,
                known == null ? kernel.withName(names.name(node)) : known.withBuffers(common(known, kernel, node)));
        return work;
    }

    /** The kernel that does a work, after all nodes were added. */
    Kernel kernel(Work work) {
        return Objects.requireNonNull(kernels.get(work));
    }

    private static Kernel numbered(Kernel kernel) {
        int values = kernel.buffers().size() - (kernel.asksForLengths() ? 1 : 0);
        return kernel.withBuffers(
                IntStream.range(0, values).mapToObj(String::valueOf).toList());
    }

    /** The names on which two kernels agree; where they do not, a neutral one: x for what is read, y for what is written. */
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
