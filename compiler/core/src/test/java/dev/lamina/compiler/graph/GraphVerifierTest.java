package dev.lamina.compiler.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Fusion;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Programs;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A graph that a pass has broken is found, and the pass is named. */
final class GraphVerifierTest {
    private static final String MODEL =
            "model Broken { input x: vector[5]  fc(4) sigmoid fc(3) tanh fc(2)  loss cross_entropy }";

    /** The graph of training after all passes, with every operation a node. */
    private static Graph graph() {
        Options options = Options.defaults().withFusion(Fusion.NONE);
        CompiledModel model = LaminaCompiler.compile(new SourceFile("broken.lamina", MODEL), options)
                .models()
                .get(0);
        return Programs.of(model).get(1).graph();
    }

    private static String refused(Graph broken) {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> GraphVerifier.verify(broken, "a-pass"));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("after a-pass, in graph train: "), message);
        return message.substring("after a-pass, in graph train: ".length());
    }

    private static Node node(Graph graph, String operation) {
        return graph.nodes().stream()
                .filter(node -> node.operation().name().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    private static Graph replaced(Graph graph, Node old, Node changed) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.set(nodes.indexOf(old), changed);
        return graph.withNodes(nodes);
    }

    @Test
    void whatThePassesLeaveIsSound() {
        GraphVerifier.verify(graph(), "all");
    }

    @Test
    void aValueThatIsReadBeforeItIsWrittenIsFound() {
        Graph graph = graph();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Node sigmoid = node(graph, "sigmoid");
        Collections.swap(nodes, nodes.indexOf(sigmoid), nodes.indexOf(sigmoid) - 1);
        String before = sigmoid.operands().get(0).toString();
        assertEquals(sigmoid + " reads " + before + " before it is written", refused(graph.withNodes(nodes)));
    }

    @Test
    void aValueThatNobodyWritesIsFound() {
        Graph graph = graph();
        Node sigmoid = node(graph, "sigmoid");
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.remove(sigmoid);
        assertTrue(refused(graph.withNodes(nodes)).endsWith(" reads " + sigmoid.result() + " before it is written"));
    }

    @Test
    void aValueThatIsWrittenTwiceIsFound() {
        Graph graph = graph();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        Node sigmoid = node(graph, "sigmoid");
        nodes.add(nodes.indexOf(sigmoid), sigmoid);
        assertEquals(sigmoid.result() + " is written twice", refused(graph.withNodes(nodes)));
    }

    @Test
    void aPhaseThatComesTooEarlyIsFound() {
        Graph graph = graph();
        Node sigmoid = node(graph, "sigmoid");
        Node early = new Node(
                sigmoid.result(),
                sigmoid.extras(),
                sigmoid.operation(),
                sigmoid.operands(),
                sigmoid.fused(),
                sigmoid.owner(),
                sigmoid.role(),
                Phase.BACKWARD);
        assertTrue(
                refused(replaced(graph, sigmoid, early)).endsWith(" runs in an earlier phase than the node before it"));
    }

    @Test
    void aResultOfAnotherTypeIsFound() {
        Graph graph = graph();
        Node tanh = node(graph, "tanh");
        Value wider = node(graph, "sigmoid").result();
        Node wrong = tanh.withOperands(List.of(wider));
        assertEquals(
                wrong + " gives " + wider.type() + ", not " + tanh.result().type(),
                refused(replaced(graph, tanh, wrong)));
    }

    @Test
    void anOperandTooManyIsFound() {
        Graph graph = graph();
        Node tanh = node(graph, "tanh");
        Value before = tanh.operands().get(0);
        Node wrong = tanh.withOperands(List.of(before, before));
        assertEquals(wrong + " has 2 operands, but names for [x]", refused(replaced(graph, tanh, wrong)));
    }

    @Test
    void aFurtherResultTooManyIsFound() {
        Graph graph = graph();
        Node tanh = node(graph, "tanh");
        Node wrong = new Node(
                tanh.result(),
                List.of(new Value(999, "mask", tanh.result().type())),
                tanh.operation(),
                tanh.operands(),
                tanh.fused(),
                tanh.owner(),
                tanh.role(),
                tanh.phase());
        assertEquals(wrong + " has 1 further results, but names for []", refused(replaced(graph, tanh, wrong)));
    }

    private static Graph moved(Graph graph, Value value, Region to) {
        Map<Value, Region> regions = new HashMap<>(graph.regions());
        regions.put(value, to);
        return graph.withRegions(regions);
    }

    private static Region region(Graph graph, Value value) {
        return Objects.requireNonNull(graph.regions().get(value));
    }

    @Test
    void memoryThatIsSharedTooEarlyIsFound() {
        Graph graph = graph();
        Value first = node(graph, "sigmoid").result(); // both are read again in the backward direction
        Value second = node(graph, "tanh").result();
        Graph broken = moved(graph, second, region(graph, first));
        assertEquals(
                node(graph, "sigmoid gradient") + " reads " + first + " where the memory holds " + second,
                refused(broken));
    }

    @Test
    void memoryOfWhichOnlyAPartIsOverwrittenIsFound() {
        Graph graph = graph();
        Value first = node(graph, "sigmoid").result();
        Region whole = region(graph, first);
        Value second = node(graph, "tanh").result();
        int end = whole.offset() + whole.length() - 1;
        Graph broken = moved(graph, second, new Region(true, end, whole.length(), 0, 0));
        assertTrue(refused(broken).contains(" reads " + first + " where the memory holds "));
    }

    @Test
    void aResultOverAnOperandThatIsReadAgainLaterInTheNodeIsFound() {
        Graph graph = graph();
        Node product = node(graph, "fc"); // each of its results needs all of x
        Graph broken = moved(graph, product.result(), region(graph, product.operand("x")));
        assertEquals(
                product + " writes " + product.result() + " over its operand " + product.operand("x"), refused(broken));
    }

    @Test
    void twoResultsOfANodeInTheSameMemoryAreFound() {
        CompiledModel model = LaminaCompiler.compile(
                        new SourceFile("broken.lamina", "model Broken { input x: sequence[3, 4]  lstm(5)  last }"),
                        Options.defaults())
                .models()
                .get(0);
        Graph graph = Programs.of(model).get(1).graph();
        Node lstm = graph.nodes().stream()
                .filter(node -> !node.extras().isEmpty())
                .findFirst()
                .orElseThrow();
        Value cells = lstm.extra("cells");
        String found = refused(moved(graph, cells, region(graph, lstm.result())));
        assertTrue(found.endsWith(" to the same memory"), found);
    }

    @Test
    void aPlaceThatIsTooSmallIsFound() {
        Graph graph = graph();
        Value value = node(graph, "tanh").result();
        Region place = region(graph, value);
        Graph broken = moved(graph, value, new Region(true, place.offset(), place.length() / 2, 0, 0));
        assertEquals(value + " has too little memory", refused(broken));
    }

    @Test
    void theLossThatIsOverwrittenBeforeTheEndIsFound() {
        Graph graph = graph();
        Value loss = graph.bindings().entrySet().stream()
                .filter(each -> each.getValue().kind() == Binding.Kind.KEPT)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Value later = graph.nodes().stream()
                .filter(node -> node.role().equals("transposed weight"))
                .map(Node::result)
                .reduce((first, last) -> last)
                .orElseThrow();
        Region place = region(graph, later);
        Graph broken = moved(graph, later, new Region(false, region(graph, loss).offset(), place.length(), 0, 0));
        assertEquals("the end reads " + loss + " where the memory holds " + later, refused(broken));
    }
}
