package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.Inferrer;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.Resolver;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values with several readers, in models that are put together without text: their gradients are sums. */
final class BranchTest {

    /** A model whose layers labelled {@code join…} are additions of the value before and the one named. */
    private record Branches(String body, Map<String, String> joins) {
        ShapedModel shaped() {
            Diagnostics log = new Diagnostics();
            SourceFile source = new SourceFile("branches.lamina", "model Branches {\n" + body + "\n}");
            Model chain = Parser.parse(source, log)
                    .flatMap(file -> Resolver.resolve(file.models().get(0), Map.of(), log))
                    .orElseThrow(
                            () -> new AssertionError(DiagnosticPrinter.plain().print(log)));
            List<String> labels =
                    chain.applications().stream().map(Application::label).toList();
            List<Application> rewired = new ArrayList<>();
            for (Application each : chain.applications()) {
                String other = joins.get(each.label());
                rewired.add(
                        other == null
                                ? each
                                : new Application(
                                        each.label(),
                                        new Addition(),
                                        "add(" + other + ")",
                                        each.place(),
                                        List.of(each.before(), labels.indexOf(other) + 1)));
            }
            Model model = new Model(
                    chain.name(),
                    chain.documentation(),
                    chain.parameters(),
                    chain.input(),
                    rewired,
                    chain.loss(),
                    chain.settings(),
                    chain.span());
            return Inferrer.infer(model, log)
                    .orElseThrow(
                            () -> new AssertionError(DiagnosticPrinter.plain().print(log)));
        }

        CompiledModel compile(Target target, Fusion fusion) {
            Options options = Options.defaults()
                    .withTarget(target)
                    .withFusion(fusion)
                    .withInputGradients(true)
                    .withVerify(true);
            return ModelCompiler.compile(shaped(), options);
        }

        @Override
        public String toString() {
            return body + " " + joins;
        }
    }

    private static final List<Branches> MODELS = List.of(
            new Branches("input x: vector[4]  a: fc(5) tanh fc(5) join: relu fc(3) loss mse", Map.of("join", "a")),
            new Branches(
                    "input x: vector[4]  a: fc(20) fc(20) join1: relu sigmoid fc(20) join2: relu join3: relu fc(3)"
                            + " loss cross_entropy",
                    Map.of("join1", "a", "join2", "a", "join3", "join1")),
            new Branches("input x: vector[6]  tanh join: relu fc(3)", Map.of("join", "")),
            new Branches(
                    "input x: image[2, 6, 6]  a: conv(4, kernel = 3, padding = 1) relu"
                            + " conv(4, kernel = 3, padding = 1) join: relu tanh maxpool(2) flatten fc(3)"
                            + " loss cross_entropy",
                    Map.of("join", "a")),
            new Branches(
                    "input x: image[3, 5, 5]  a: conv(3, kernel = 3, padding = 1) join1: tanh relu flatten b: fc(7)"
                            + " sigmoid join2: tanh fc(2) loss mse",
                    Map.of("join1", "", "join2", "b")),
            new Branches(
                    "input x: sequence[3, 4]  a: fc(5) lstm(5) join: tanh gru(3) mean fc(4) loss cross_entropy",
                    Map.of("join", "a")));

    @TestFactory
    Stream<DynamicTest> gradientIsThatOfTheForwardDirection() {
        return MODELS.stream()
                .flatMap(model -> Stream.of(Fusion.values())
                        .map(fusion -> DynamicTest.dynamicTest(
                                model + ", " + fusion,
                                () -> CentralDifferenceTest.check(
                                        "" + model, DoubleRun.of(model.compile(Target.SCALAR, fusion), 3), true))));
    }

    @TestFactory
    Stream<DynamicTest> everyVariantGivesTheSameBits() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    Results expected =
                            new Trial(model.compile(Target.VECTOR, Fusion.ALL).load(), 5, 1).everything(2);
                    for (Target target : Target.values()) {
                        for (Fusion fusion : Fusion.values()) {
                            for (Loader loader : Loader.values()) {
                                LoadedNetwork loaded = loader.load(model.compile(target, fusion));
                                assertSameBits(
                                        target + " " + fusion + " " + loader,
                                        expected,
                                        new Trial(loaded, 5, 1).everything(2));
                            }
                        }
                    }
                }));
    }

    /** The gradients of these convolutions read one value, each with zeros of its own between the elements. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: conv(3, kernel = 1, stride = 2) | b: conv(3, kernel = 3, stride = 2, padding = 1) conv2: conv(3, kernel = 3, padding = 1)",
                "a: conv(3, kernel = 3, stride = 3, padding = 1) | b: conv(3, kernel = 3, stride = 2)",
                "a: conv(3, kernel = 1, stride = (2, 3), padding = (0, 1)) | b: conv(3, kernel = (1, 7), stride = (2, 1), padding = (0, 1))",
                "a: conv(3, kernel = 5, padding = (0, 1, 1, 0)) | b: conv(3, kernel = (6, 2), stride = (1, 2), padding = (1, 1, 1, 0))",
                "a: depthwise(3, stride = 2) | b: conv(2, kernel = 5, dilation = 1)"
            })
    void convolutionsOfDifferentStridesMayShareAGradient(String one, String other) {
        String text = "model Shortcut { input x: image[2, 7, 7]  first: tanh  " + one + "  " + other
                + "  sum: tanh  flatten  fc(3)  loss cross_entropy }";
        String last = other.contains("conv2:") ? "conv2" : "b";
        RewiredModel model = new RewiredModel(
                text, Map.of("sum", new Addition()), Map.of("b", List.of("first"), "sum", List.of("a", last)));
        for (Fusion fusion : Fusion.values()) {
            CentralDifferenceTest.check(text, DoubleRun.of(model.compile(Target.SCALAR, fusion), 3), true);
        }
        Results expected = model.results(Target.VECTOR, Fusion.NONE);
        assertSameBits("vector", expected, model.results(Target.VECTOR, Fusion.ALL));
        assertSameBits("scalar", expected, model.results(Target.SCALAR, Fusion.ALL));
    }

    @TestFactory
    Stream<DynamicTest> sumsStandInTheGraphAsNodesOfTheirOwn() {
        return MODELS.stream()
                .map(model -> DynamicTest.dynamicTest("" + model, () -> {
                    String graph =
                            model.compile(Target.SCALAR, Fusion.NONE).dumps().toString();
                    assertTrue(graph.contains("gradient_sum"), graph);
                }));
    }
}
