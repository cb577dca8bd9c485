package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.graph.Graph;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The memory of models that branch: how much it is, and that sharing it changes no number. */
final class MemoryPlanTest {

    /** The residual network of He et al. 2015 for images of 32 x 32, without normalisation. */
    private static final String RESNET_20 = """
            block Basic(filters, stride = 1) {
                conv(filters, kernel = 3, stride = stride, padding = 1, bias = false)  relu
                conv(filters, kernel = 3, padding = 1, bias = false)
            }
            block Down(filters) {
                residual { Basic(filters, stride = 2) } shortcut { conv(filters, kernel = 1, stride = 2, bias = false) }
                relu
            }
            model ResNet20 {
                input image: image[3, 32, 32]
                conv(16, kernel = 3, padding = 1, bias = false)  relu
                repeat 3 { residual { Basic(16) }  relu }
                Down(32)
                repeat 2 { residual { Basic(32) }  relu }
                Down(64)
                repeat 2 { residual { Basic(64) }  relu }
                avgpool(8)  flatten  fc(10)
                loss cross_entropy
            }
            """;

    /** A residual network that the interpreter runs in a moment: strides, a shortcut, values with several readers. */
    private static final String SMALL = """
            model Small {
                input image: image[2, 6, 6]
                trunk: conv(3, kernel = 3, padding = 1)  relu
                residual { conv(3, kernel = 3, padding = 1)  tanh  conv(3, kernel = 3, padding = 1) }  relu
                residual { conv(5, kernel = 3, stride = 2, padding = 1) } shortcut { conv(5, kernel = 1, stride = 2) }
                relu  avgpool(3)  flatten  fc(3)  sigmoid  mul(trunk)  flatten  fc(2)
                loss cross_entropy
            }
            """;

    private static CompiledModel compile(String text, Fusion fusion) {
        return new Variant(Target.VECTOR, fusion, Loader.JANINO).compile(text);
    }

    @Test
    void resNet20PredictsInLittleMoreThanTheValuesThatMustBeAliveAtOnce() {
        Program predicting = Programs.of(compile(RESNET_20, Fusion.ALL)).get(0);
        long must = mostAliveAtOnce(predicting.graph());
        long planned = predicting.peak().sampleFloats();
        assertTrue(planned <= 1.3 * must, planned + " floats a sample are planned, " + must + " must be alive at once");
    }

    /** The largest sum of the floats of values that are written at or before a node and read at or after it. */
    private static long mostAliveAtOnce(Graph graph) {
        List<Node> nodes = graph.nodes();
        long most = 0;
        for (int now = 0; now < nodes.size(); now++) {
            Set<Value> alive = new HashSet<>(nodes.get(now).writes());
            Set<Value> before = new HashSet<>();
            nodes.subList(0, now).forEach(node -> before.addAll(node.writes()));
            for (Node later : nodes.subList(now, nodes.size())) {
                later.reads().stream().filter(before::contains).forEach(alive::add);
            }
            most = Math.max(
                    most,
                    alive.stream()
                            .filter(value ->
                                    value.type().batched() && !graph.bindings().containsKey(value))
                            .mapToLong(value -> graph.layout(value).length())
                            .sum());
        }
        return most;
    }

    @TestFactory
    Stream<DynamicTest> valuesThatShareMemoryKeepTheirNumbers() {
        return Stream.of(Fusion.values())
                .map(fusion -> DynamicTest.dynamicTest(
                        "" + fusion, () -> BranchLawsTest.assertPlanChangesNothing(compile(SMALL, fusion))));
    }

    @Test
    void aPlanThatIsWrongChangesNumbers() {
        Program training = Programs.of(compile(SMALL, Fusion.ALL)).get(1);
        Graph graph = training.graph();
        Value trunk = graph.nodes().stream()
                .map(Node::result)
                .filter(value -> value.name().equals("relu1"))
                .findFirst()
                .orElseThrow();
        Value later = graph.nodes().stream()
                .map(Node::result)
                .filter(value -> value.name().equals("relu2"))
                .findFirst()
                .orElseThrow();
        Map<Value, Region> regions = new HashMap<>(graph.regions());
        regions.put(later, regions.getOrDefault(trunk, new Region(true, 0, 0, 0, 0)));
        Program broken = new Program(graph.withRegions(regions), training.launches(), training.peak());
        assertEquals(
                DoubleRun.of(training, 2).loss(),
                DoubleRun.of(training, 2).inWorkspace().loss());
        assertThrows(AssertionError.class, () -> BranchLawsTest.assertPlanChangesNothing(broken));
    }
}
