package dev.lamina.compiler.lower;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The kernels of all graphs of a model. Nodes share a kernel if their kernels differ only in the names of buffers. For example, a layer
 * after dropout reads the result of dropout in training, and the operand of dropout in a prediction; and the convolutions of a repeated
 * body differ only in the places of their operands.
 */
final class SharedKernels {
    private final Map<Key, Shared> kernels = new LinkedHashMap<>();

    /** A kernel with numbers as names of its buffers. Nodes with equal keys share a kernel. */
    record Key(Kernel kernel) {}

    /**
     * A kernel and its users.
     *
     * @param kernel with names for its buffers, and no name of its own yet
     * @param first the first node that uses it
     * @param owners the labels of the layers that use it
     * @param roles what its buffers hold in all nodes, such as {@code running_mean}; empty where that differs or is the result of a layer
     */
    private record Shared(Kernel kernel, Node first, Set<String> owners, List<String> roles) {}

    /** Adds the kernel of a node, unless there is an equal one already; returns its key. */
    Key add(Graph graph, Node node) {
        String owner = node.owner().label();
        Kernel kernel = TooLargeException.guard(owner, () -> KernelLowering.lower(graph, node));
        Key key = new Key(numbered(kernel));
        Shared known = kernels.get(key);
        if (known == null) {
            kernels.put(key, new Shared(kernel, node, new LinkedHashSet<>(Set.of(owner)), roles(node)));
        } else {
            known.owners().add(owner);
            List<String> roles = common(known.roles(), roles(node));
            Kernel renamed = known.kernel().withBuffers(common(known.kernel(), kernel, node, roles));
            kernels.put(key, new Shared(renamed, known.first(), known.owners(), roles));
        }
        return key;
    }

    /** The kernels by their keys. All nodes must have been added, because each may change names. */
    Map<Key, Kernel> named() {
        KernelNames names = new KernelNames();
        Map<Key, Kernel> named = new HashMap<>();
        kernels.forEach((key, shared) ->
                named.put(key, shared.kernel().withName(names.name(shared.first(), shared.owners()))));
        return named;
    }

    private static Kernel numbered(Kernel kernel) {
        int values = kernel.buffers().size() - kernel.lengths().size();
        return kernel.withBuffers(
                IntStream.range(0, values).mapToObj(String::valueOf).toList());
    }

    /** What the buffers of a node's kernel hold, as in {@link Shared#roles}. */
    private static List<String> roles(Node node) {
        return KernelLowering.values(node).stream()
                .map(value -> role(value.name()))
                .toList();
    }

    /** {@code running_mean} of {@code stage1.batchnorm2.running_mean}; empty for {@code stage1.relu2}. */
    private static String role(String value) {
        String last = value.substring(value.lastIndexOf('.') + 1);
        boolean isLabel = last.length() == value.length() || Character.isDigit(last.charAt(last.length() - 1));
        return isLabel ? "" : last;
    }

    /** The roles in which two nodes agree. */
    private static List<String> common(List<String> known, List<String> other) {
        return IntStream.range(0, known.size())
                .mapToObj(i -> known.get(i).equals(other.get(i)) ? known.get(i) : "")
                .toList();
    }

    /** The buffer names of a shared kernel. Where two names differ, it is the role; without one, the operand is called x and the result y. */
    private static List<String> common(Kernel known, Kernel other, Node node, List<String> roles) {
        List<Value> values = KernelLowering.values(node);
        List<String> common = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Buffer buffer = known.buffers().get(i);
            if (buffer.equals(other.buffers().get(i))) {
                common.add(buffer.name());
            } else if (roles.get(i).isEmpty()) {
                common.add(node.reads().contains(values.get(i)) ? "x" : "y");
            } else {
                common.add(KernelNames.camel(roles.get(i)));
            }
        }
        return KernelNames.distinct(common);
    }
}
