package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files that mean harm, or are merely odd: they compile to a class that loads, or they are told what is wrong; nothing throws. */
final class HostileModelsTest {
    private static final int LONGEST = 4000;

    private static String model(String input, String body) {
        return "model Hostile {\n    input x: " + input + "\n    " + body + "\n}\n";
    }

    /** What is printed about a text; a class that comes of it must load. */
    private static String outcome(String text) {
        return outcome(text, Options.defaults().withTarget(Target.SCALAR));
    }

    private static String outcome(String text, Options options) {
        Result<CompiledModel> compilation = compilation(text, options);
        compilation.models().forEach(CompiledModel::load);
        return DiagnosticPrinter.plain().print(compilation.diagnostics());
    }

    /** As {@link #outcome}, with a class that javac takes as well; it refuses more than Janino. */
    private static String outcomeOfBothLoaders(String text, Options options) {
        Result<CompiledModel> compilation = compilation(text, options);
        compilation.models().forEach(CompiledModel::load);
        compilation.models().forEach(CompiledModel::loadWithJavac);
        return DiagnosticPrinter.plain().print(compilation.diagnostics());
    }

    private static Result<CompiledModel> compilation(String text, Options options) {
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(new SourceFile("hostile.lamina", text), options.withVerify(true));
        String printed = DiagnosticPrinter.plain().print(compilation.diagnostics());
        assertTrue(printed.length() < LONGEST, printed);
        assertEquals(compilation.diagnostics().hasErrors(), compilation.models().isEmpty());
        return compilation;
    }

    private static void assertRefused(String code, String text) {
        String printed = outcome(text);
        assertTrue(printed.contains("error[" + code + "]"), printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image[1, 1000000, 1000000]",
                "image[2147483647, 2147483647, 2147483647]",
                "vector[9007199254740992]",
                "vector[2147483647]",
                "sequence[100000, 100000]",
                "tokens[1000000000] below 10",
                "tokens[4] below 2147483648",
                "vector[67108865]"
            })
    void anInputThatNoArrayHoldsIsRefused(String input) {
        assertRefused("E0601", model(input, "relu"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kernel = 2147483647",
                "kernel = 2147483647, padding = 2147483647, dilation = 2147483647",
                "kernel = 3, dilation = 2147483647"
            })
    void aWindowThatOverflowsIsTooLarge(String arguments) {
        assertRefused("E0303", model("image[3, 8, 8]", "conv(2, " + arguments + ")"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv(2, kernel = 1073741824, padding = 2147483647)",
                "conv(2, kernel = 1, padding = 2147483647, stride = 2147483647)",
                "conv(2, kernel = 3, padding = 1000000)",
                "conv(2, kernel = 2, padding = 100000, stride = 200000)",
                "conv(2, kernel = 8, padding = 4000, stride = 2147483647)",
                "conv(2, kernel = (3, 2147483647), padding = (0, 2147483647))",
                "conv(2, kernel = 2, dilation = 2147483647, padding = 1073741824)",
                "conv(2147483647, kernel = 1)",
                "maxpool(2147483647, padding = 1073741823)",
                "maxpool((2147483647, 1), padding = (1073741823, 0))",
                "maxpool(1000000, padding = 500000)"
            })
    void whatNeedsMoreThanAnArrayIsRefused(String layer) {
        assertRefused("E0601", model("image[3, 8, 8]", layer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conv(2, kernel = 3, stride = 2147483647)",
                "conv(2, kernel = (1, 3), dilation = (2147483647, 2), padding = (0, 2))",
                "conv(2, kernel = 1, dilation = 2147483647)",
                "conv(2, kernel = 2, padding = 50, stride = 100)",
                "maxpool(2, stride = 2147483647)",
                "maxpool(16, padding = 8, stride = 9)",
                "conv(100000, kernel = 1)"
            })
    void whatIsOddAndPossibleCompiles(String layer) {
        String printed = outcome(model("image[3, 8, 8]", layer + " flatten fc(2) loss cross_entropy"));
        assertFalse(printed.contains("error"), printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lstm(2147483647)",
                "gru(2147483647, layers = 2147483647)",
                "rnn(3, layers = 100000)",
                "lstm(13400000)",
                "rnn(715827883, bidirectional = true)"
            })
    void aRecurrentLayerThatIsTooLargeIsRefused(String layer) {
        assertTrue(outcome(model("sequence[5, 3]", layer)).startsWith("error["));
    }

    @Test
    void sizesThatFitOneByOneMayBeTooMuchTogether() {
        assertRefused("E0602", model("vector[31]", "fc(67108864)"));
        assertRefused("E0601", model("vector[20]", "fc(67108864)"));
        assertRefused("E0601", model("vector[67108864]", "dropout(0.5) ".repeat(40) + "relu loss mse"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fc(0)",
                "fc(-1)",
                "fc(1.5)",
                "fc(1 / 0)",
                "fc(0 / 0)",
                "fc(1 / 3)",
                "fc(2 - 2)",
                "fc(1e300)",
                "fc(true)",
                "fc((1, 2))",
                "fc(9007199254740993)",
                "fc(1e308 * 1e308)",
                "fc(3, bias = 7)",
                "dropout(1.5)",
                "dropout(-0.1)",
                "dropout(1e400)",
                "relu(relu)",
                "fc(fc(3))",
                "fc(x)"
            })
    void wrongNumbersAreRefused(String layer) {
        assertTrue(outcome(model("vector[4]", layer)).contains("error["));
    }

    @Test
    void manyLayersCompileAndMoreAreRefused() {
        assertEquals("", outcome(model("vector[3]", "fc(3) relu\n".repeat(100))));
        assertRefused("E0603", model("vector[3]", "fc(3)\n".repeat(501)));
        assertRefused("E0603", model("vector[3]", "relu\n".repeat(40_000)));
    }

    /** Labels name methods and variables, so they meet the words of Java and the names of the class. */
    static List<String> labels() {
        return List.of(
                "java class float int new import this",
                "predict forward backward update trainStep newParameters parameters views",
                "weights memory gradientValues state samples batch into labels capacity dropout",
                "String Math Arrays FloatVector Numbers VectorNumbers Sums VectorSums CounterRandom Checks Float System Override",
                "SPECIES LANES INPUT_SIZE OUTPUT_SIZE BATCH EPOCHS",
                "_ __ ___ _1 _2_ a_b aB A_b ab AB a_B",
                "n i j row column channel unit sum fc1 fc1Forward fc1_forward fc2 relu1",
                "sum2 sum",
                "sum sum2",
                "dev jdk lamina runtime Hostile hostile loss1 x output input_ target",
                "getClass hashCode toString notify wait finalize clone equals var record yield null true");
    }

    @ParameterizedTest
    @MethodSource("labels")
    void labelsMayBeAnything(String labels) {
        StringBuilder layers = new StringBuilder();
        String[] kinds = {"fc(5)", "relu", "fc(4)", "dropout(0.5)", "sigmoid"};
        List<String> all = Arrays.asList(labels.split(" "));
        for (int i = 0; i < all.size(); i++) {
            layers.append(all.get(i))
                    .append(": ")
                    .append(kinds[i % kinds.length])
                    .append('\n');
        }
        String rest = "fc(3) fc(2) loss cross_entropy train { optimizer adam }";
        for (Options options : List.of(
                Options.defaults().withTarget(Target.SCALAR),
                Options.defaults().withTarget(Target.VECTOR).withFusion(Fusion.NONE))) {
            String text = model("vector[3]", layers + rest);
            String printed = outcomeOfBothLoaders(text, options);
            assertFalse(printed.contains("error"), printed);
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "class",
                "labels",
                "target",
                "batch",
                "into",
                "memory",
                "weights",
                "java",
                "dev",
                "jdk",
                "this",
                "super",
                "state",
                "capacity",
                "samples",
                "dropout",
                "SPECIES",
                "INPUT_SIZE",
                "String",
                "Math",
                "Checks",
                "Arrays",
                "FloatVector",
                "_",
                "__",
                "seed",
                "gradientsReady",
                "outputGradient",
                "training",
                "predict",
                "null",
                "input",
                "Parameters",
                "x",
                "from");
    }

    @ParameterizedTest
    @MethodSource("names")
    void anInputMayBeCalledAnything(String name) {
        String text = "model M { input " + name + ": vector[4] fc(3) relu fc(2) loss cross_entropy }";
        assertEquals("", outcomeOfBothLoaders(text, Options.defaults()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"target", "outputGradient", "into", "batch", "output", "x"})
    void anInputMayBeCalledAsWhatItIsComparedWith(String name) {
        String begin = "{ input " + name + ": vector[4] fc(2) ";
        String text = "model M " + begin + " loss mse }  model N " + begin + "}";
        assertEquals("", outcomeOfBothLoaders(text, Options.defaults()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class",
                "int",
                "var",
                "record",
                "yield",
                "_",
                "true",
                "String",
                "Math",
                "Float",
                "Parameters",
                "TensorView",
                "Checks",
                "Numbers",
                "FloatVector",
                "Arrays",
                "Network",
                "Classifier",
                "TokenPredictor",
                "Override",
                "java",
                "dev",
                "List",
                "Thread",
                "Record",
                "Module",
                "IO",
                "CON",
                "lowercase",
                "permits",
                "sealed",
                "assert",
                "Object",
                "TrainingState"
            })
    void aModelMayBeCalledAnythingThatIsNoWordOfJava(String name) {
        String text = "model " + name + " { input x: vector[4] fc(3) sigmoid fc(2) loss cross_entropy }";
        String printed = outcomeOfBothLoaders(text, Options.defaults());
        assertTrue(printed.isEmpty() || printed.startsWith("error[E0207]") && printed.endsWith("1 error\n"), printed);
    }

    @Test
    void aClassOfTheSameNameOnTheClassPathIsNoHindrance() {
        String text = "model HostileModelsTest { input x: vector[2] fc(2) }";
        Options options = Options.defaults().withTarget(Target.SCALAR).withPackageName("dev.lamina.compiler");
        LoadedNetwork loaded = compilation(text, options).models().get(0).load();
        assertNotSame(HostileModelsTest.class, loaded.type());
        assertEquals(
                6,
                loaded.newParameters(1).views().stream()
                        .mapToInt(view -> view.size())
                        .sum());
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        String name = "a".repeat(70_000);
        assertRefused("E0125", model("vector[2]", name + ": fc(2)"));
        assertRefused("E0125", "model " + name + " { input x: vector[2] fc(2) }");
        assertRefused("E0125", "model M { input " + name + ": vector[2] fc(2) }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script> &amp; </pre>",
                "*/ } class Evil { static { System.exit(1); } } /*",
                "\\u002a/ int evil; /\\u002a",
                "\\uuuu002a\\u002f int evil;",
                "\\u000a int evil; \\",
                "@param <script> {@code } {@link Foo {@",
                "$L $T $S $$ %s %d %n ${x}",
                "tab\tand \u202e bidi"
            })
    void aDocumentationCommentStaysAComment(String comment) {
        String text = "/// " + comment + "\nmodel Doc { input x: vector[4]\n fc(2) // " + comment + "\n relu /// "
                + comment + "\n fc(1)\n loss mse }\n";
        String printed = outcomeOfBothLoaders(text, Options.defaults().withTarget(Target.SCALAR));
        assertFalse(printed.contains("error[E06"), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"class.int", "1abc", "a..b", "a-b", "a.", ".", " ", "a;b", "a/../b", "java", "java.lang"})
    void aPackageThatIsNoneIsRefused(String name) {
        String printed = outcome(model("vector[2]", "fc(2)"), Options.defaults().withPackageName(name));
        assertTrue(printed.contains("error[E0207]"), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "10f", "0x10", "1e999", "", " 1", "ten", "1_000"})
    void aParameterSetToNoNumberIsRefused(String value) {
        String text = "model M(width = 3) { input x: vector[2] fc(width) }";
        String printed = outcome(text, Options.defaults().withParameter("width", value));
        assertTrue(printed.contains("error[E0214]"), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1e300", "2.5", "9007199254740993"})
    void aParameterSetToABadSizeIsRefusedWhereItIsUsed(String value) {
        String text = "model M(width = 3) { input x: vector[2] fc(width) }";
        String printed = outcome(text, Options.defaults().withParameter("width", value));
        assertTrue(printed.contains("error[E04"), printed);
    }
}
