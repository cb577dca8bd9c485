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
 * The kernels of all graphs of a model. Nodes of one layer share a kernel if their kernels differ only in the names of buffers. For
 * example, a layer after dropout reads the result of dropout in training, and the operand of dropout in a prediction.
 */
final class SharedKernels {
    private final KernelNames names = new KernelNames();
    private final Map<Key, Kernel> kernels = new LinkedHashMap<>();

    /** The layer of a kernel, and the kernel with numbers as names of its buffers. Nodes with equal keys share a kernel. */
    record Key(String owner, Kernel kernel) {}

    /** Adds the kernel of a node, unless the layer has an equal one already; returns its key. */
    Key add(Graph graph, Node node) {
        Kernel kernel = TooLargeException.guard(node.owner().label(), () -> KernelLowering.lower(graph, node));
        Key key = new Key(node.owner().label(), numbered(kernel));
        Kernel known = kernels.get(key);
        kernels.put(
                key,
                known == null ? kernel.withName(names.name(node)) : known.withBuffers(common(known, kernel, node)));
        return key;
    }

    /** The kernel with this key. All nodes must have been added, because each node may still rename buffers. */
    Kernel kernel(Key key) {
        return Objects.requireNonNull(kernels.get(key));
    }

    private static Kernel numbered(Kernel kernel) {
        int values = kernel.buffers().size() - (kernel.asksForLengths() ? 1 : 0);
        return kernel.withBuffers(
                IntStream.range(0, values).mapToObj(String::valueOf).toList());
    }

    /** The buffer names of a shared kernel. Where two names differ, the operand is called x and the result y. */
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
