package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.WeightsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Values with several readers: their gradients are sums. */
final class BranchTest {

    /** The body of a model. */
    private record Branches(String body) {
        CompiledModel compile(Target target, Fusion fusion) {
            Options options = Options.defaults()
                    .withTarget(target)
                    .withFusion(fusion)
                    .withInputGradients(true)
                    .withVerify(true);
            SourceFile source = new SourceFile("branches.lamina", "model Branches {\n" + body + "\n}");
            return LaminaCompiler.compile(source, options).models().get(0);
        }

        @Override
        public String toString() {
            return body;
        }
    }

    /** The gradients of two convolutions read one value, each with zeros of its own between the elements. */
    private static final List<String> SHARED_GRADIENTS = List.of(
            "a: conv(3, kernel = 1, stride = 2)  from x2  conv(3, kernel = 3, stride = 2, padding = 1)"
                    + " conv(3, kernel = 3, padding = 1)",
            "a: conv(3, kernel = 3, stride = 3, padding = 1)  from x2  conv(3, kernel = 3, stride = 2)",
            "a: conv(3, kernel = 1, stride = (2, 3), padding = (0, 1))  from x2"
                    + " conv(3, kernel = (1, 7), stride = (2, 1), padding = (0, 1))",
            "a: conv(3, kernel = 5, padding = (0, 1, 1, 0))  from x2"
                    + " conv(3, kernel = (6, 2), stride = (1, 2), padding = (1, 1, 1, 0))",
            "a: depthwise(3, stride = 2)  from x2  conv(2, kernel = 5)");

    private static final List<Branches> MODELS = Stream.concat(
                    SHARED_GRADIENTS.stream()
                            .map(body -> "input x: image[2, 7, 7]  x2: tanh  " + body
                                    + "  add(a)  tanh  flatten  fc(3)  loss cross_entropy"),
                    Stream.of(
                            "input x: vector[4]  a: fc(5) tanh fc(5) add(a) fc(3) loss mse",
                            // the gradient of gelu is too long for each sum of a tile
                            "input x: sequence[3, 8]  fc(19) a: gelu fc(4) relu b: fc(19) add(a) fc(2) loss mse",
                            "input x: image[3, 3, 5]  conv(19, kernel = 3, padding = 1) gelu conv(19, kernel = 1) gelu(exact)"
                                    + " residual { conv(19, kernel = 1) } flatten fc(2) loss mse",
                            "input x: vector[4]  a: fc(20) fc(20) b: add(a) sigmoid fc(20) add(a) add(b) fc(3)"
                                    + " loss cross_entropy",
                            "input x: vector[6]  tanh add(x) fc(3)",
                            "input x: image[2, 6, 6]  a: conv(4, kernel = 3, padding = 1) relu"
                                    + " conv(4, kernel = 3, padding = 1) add(a) tanh maxpool(2) flatten fc(3)"
                                    + " loss cross_entropy",
                            "input x: image[3, 5, 5]  conv(3, kernel = 3, padding = 1) add(x) relu flatten b: fc(7)"
                                    + " sigmoid add(b) fc(2) loss mse",
                            "input x: sequence[3, 4]  a: fc(5) lstm(5) add(a) gru(3) mean fc(4) loss cross_entropy",
                            // a value that convolutions of unlike strides read: its gradients lie in unlike layouts
                            "input x: image[3, 8, 8]  a: conv(4, kernel = 3, padding = 1) residual { conv(5, kernel = 3, stride"
                                    + " = 2, padding = 1) relu conv(5, kernel = 3, padding = 1) } shortcut { conv(5, kernel = 1,"
                                    + " stride = 2) } relu flatten fc(3) loss cross_entropy",
                            "input x: image[2, 5, 5]  a: conv(4, kernel = 3, padding = 1) b: relu conv(4, kernel = 3, padding"
                                    + " = 1) mul(b) tanh conv(20, kernel = 3, padding = 1) concat(a, b) conv(3, kernel = 2)",
                            "input x: image[2, 4, 4]  a: conv(20, kernel = 3, padding = 1) avgpool(4) flatten fc(6) relu fc(20)"
                                    + " sigmoid mul(a) relu conv(3, kernel = 3)",
                            "input x: image[2, 4, 4]  a: conv(6, kernel = 3, padding = 1) avgpool(4) g: flatten from a mul(g)"
                                    + " flatten fc(3) loss mse",
                            "input x: sequence[3, 4]  a: lstm(5) last sigmoid mul(a) concat(x) gru(3)",
                            "input x: vector[4]  a: fc(7) tanh b: concat(a, x) sigmoid mul(b) concat(a) fc(3)",
                            // the sum in the depthwise convolution reads the input, whose two channels have no padding
                            "input x: image[2, 3, 4]  conv(2, kernel = 3, padding = 1, groups = 2) add(x) tanh conv(2, kernel = 1)"
                                    + " add(x) flatten fc(3)",
                            "input x: image[2, 3, 4]  hardswish conv(3, kernel = 1) flatten a: fc(36) add(a) fc(3) loss mse",
                            // flattened values and plain vectors
                            "input x: image[2, 3, 3]  a: conv(20, kernel = 2) c: flatten fc(80) add(c) mul(c) fc(3)",
                            "input x: image[2, 3, 3]  c: flatten fc(7) concat(c) tanh concat(c) fc(2) loss mse",
                            "input x: sequence[3, 5]  c: flatten fc(15) add(c) concat(c, c)  loss cross_entropy",
                            "input x: image[2, 3, 3]  c: flatten from x d: flatten mul(c) add(d) residual { fc(18) }"))
            .map(Branches::new)
            .toList();

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> gradientIsThatOfTheForwardDirection() {
        return MODELS.stream()
                .flatMap(model -> Stream.of(Fusion.values())
                        .map(fusion -> DynamicTest.dynamicTest(
                                model + ", " + fusion,
                                () -> CentralDifferenceTest.check(
                                        "" + model, DoubleRun.of(model.compile(Target.SCALAR, fusion), 3), true))));
    }

    /** javac takes ten times as long as Janino, so it compiles one of the variants. */
    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> everyVariantGivesTheSameBits() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    Optional<Results> expected = Optional.empty();
                    int variant = 0;
                    for (Target target : Target.values()) {
                        for (Fusion fusion : Fusion.values()) {
                            CompiledModel compiled = model.compile(target, fusion);
                            boolean turn = variant++ == MODELS.indexOf(model) % 4;
                            for (Loader loader : turn ? Loader.values() : new Loader[] {Loader.JANINO}) {
                                Results given = new Trial(loader.load(compiled), 5, 1).everything(2);
                                expected.ifPresent(
                                        first -> assertSameBits(target + " " + fusion + " " + loader, first, given));
                                expected = expected.or(() -> Optional.of(given));
                            }
                        }
                    }
                }));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @TestFactory
    Stream<DynamicTest> sumsStandInTheGraphAsNodesOfTheirOwn() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    String graph =
                            model.compile(Target.SCALAR, Fusion.NONE).dumps().toString();
                    assertTrue(graph.contains("gradient_sum"), graph);
                }));
    }

    @Test
    void weightsOfTheSameLayersOnOtherValuesAreRefused(@TempDir Path folder) {
        LoadedNetwork chain = load("input x: vector[4]  a: fc(4)  b: fc(4)  c: fc(4)  add(b)");
        LoadedNetwork branched = load("input x: vector[4]  a: fc(4)  b: fc(4)  from a  c: fc(4)  add(b)");
        Path file = folder.resolve("weights.safetensors");
        chain.newParameters(1).write(file);
        chain.readParameters(file);
        WeightsException refused = assertThrows(WeightsException.class, () -> branched.readParameters(file));
        assertTrue(refused.getMessage().contains("c: fc(4) of a"), refused.getMessage());
    }

    private static LoadedNetwork load(String body) {
        return new Branches(body).compile(Target.SCALAR, Fusion.ALL).load();
    }
}
