package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.Help;
import dev.lamina.compiler.source.Severity;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fix that is offered works, whoever proposes it: the parser, the reader of names, or inference. */
final class OfferedFixesTest {
    static Stream<Path> badModels() throws IOException {
        try (Stream<Path> files = Files.list(Golden.RESOURCES.resolve("bad"))) {
            return files.filter(file -> file.toString().endsWith(".lamina")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("badModels")
    void theErrorIsGoneAfterItsFix(Path file) throws IOException {
        Optional<SourceFile> source = SourceFile.read(file, new Diagnostics());
        if (source.isEmpty()) {
            return; // not UTF-8
        }
        List<Diagnostic> all = errors(source.get());
        for (Diagnostic each : all) {
            Optional<Fix> fix = each.help().flatMap(Help::fix);
            if (fix.isPresent()) {
                List<Diagnostic> after = errors(fix.get().applied());
                long before = all.stream().filter(other -> same(other, each)).count();
                long left = after.stream().filter(other -> same(other, each)).count();
                boolean many = each.label().startsWith("and "); // reported once for all of the file
                assertTrue(left < before || many, () -> "still there after the fix: " + each);
            }
        }
    }

    private static boolean same(Diagnostic one, Diagnostic other) {
        return one.code() == other.code() && one.message().equals(other.message());
    }

    private static List<Diagnostic> errors(SourceFile source) {
        return LaminaCompiler.check(source, Options.defaults()).diagnostics().sorted().stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input x: vector[4]  relu 2",
                "input x: vector[4]  tanh 2+2",
                "input x: vector[4]  fc(2)  for i in 1..3",
                "input x: image[1, 8, 8]  conv(4, kernel = 3, padding = \"valid\")",
                "input x: vector[4]  convv(8, kernel = 3)",
                "input x: vector[4]  fc(units = \"many\")",
                "input x: image[3, 8, 8]  AdaptiveAvgPool2d((7, 7))",
                "input x: vector[24]  Reshape(6, 4)  lstm(3)",
                "input x: vector[24]  view(6, 4)  fc(3)",
                "input x: vector[8]  skip: relu  fc(8)  skip",
                "input x: sequence[8, 4]  CausalConv1d(8, 3)"
            })
    void whatWouldBeRefusedIsNotOffered(String statements) {
        List<Diagnostic> errors = errors(new SourceFile("x", "model M { " + statements + " }"));
        assertTrue(!errors.isEmpty(), statements);
        for (Diagnostic each : errors) {
            each.help().flatMap(Help::fix).ifPresent(fix -> {
                List<Diagnostic> after = errors(fix.applied());
                assertTrue(after.size() < errors.size() || after.isEmpty(), () -> each + " leads to " + after);
            });
        }
    }

    /** Names that are words of other frameworks, or of settings, in places where a repair could take them for these. */
    private static final String OTHER_WORDS_AS_NAMES = """
            block net(n) { fc(n) relu }
            block rate(act) { fc(act) }
            block merge { relu }
            model Odd(x2 = 8, relu2 = 3, elu = 2, n = 2) {
                input x: vector[8]
                batch: fc(x2)
                stop: fc(x2)
                x2: fc(x2)
                n: fc(n * 4)
                repeat n { relu }
                net(8)
                merge relu
                rate(act = n)
                merge
                merge tail: relu
                concat(x2, n)
                relu: fc(4)
                add(relu)
                fc(relu2)
                loss cross_entropy
                train { optimizer adam freeze x2, batch epochs 3 rate = 0.1 for stop clip norm = 1 }
            }
            """;

    @Test
    void aModelWhoseNamesAreWordsOfOtherFrameworksIsRight() {
        assertEquals(List.of(), errors(new SourceFile("x", OTHER_WORDS_AS_NAMES)));
    }

    /** After all fixes, one after the other, nothing is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input x: vector[4]  fc(16), relu, fc(2)  loss cross_entropy  train { optimizer = adam, epochs=5 }",
                "input x: vector[784]  Dense(128, activation='relu')  Dropout(0.2)  Dense(10, activation='softmax')",
                "input x: vector[8]\nfc(3)\nloss cross_entropy\ntrain { optimizer adam\nearly_stopping patience = 3\n}",
                "input x: vector[8]\nfc(3)\nloss cross_entropy\ntrain { optimizer adam\nclipnorm = 1\n}",
                "input x: vector[8]  Dense(16, input_shape=(8,), activation=\"swish\")  Dense(3)",
                "input x: vector[8]\nx = Dense(16, 'relu')(x)\nx = Dense(3)(x)",
                "input x: image[3, 32, 32]  Conv2D(32, 3, 2, padding='same')  Flatten()  fc(10)",
                "input x: image[3, 32, 32]  nn.Conv2d(3, 16, 3, 1, 1),  nn.ReLU(),  nn.Flatten()",
                "input x: image[1x28x28]  conv(1, 8, kernel_size=3)  view(-1, 64)  dropout(50%)",
                "input x: sequence[24, 8]  nn.LSTM(8, 64, 2, batch_first=True)  last  fc(1)",
                "input x: sequence[24, 8]  Bidirectional(LSTM(64))  TimeDistributed(Dense(4))",
                "input x: vector(8)  residual(fc(8), relu)  fc(3)  loss(cross_entropy)",
                "input(8)  fc(3)\ncross_entropy\noptimizer adam(lr = 0.01)\nbatch_size 32",
                "input x: vector[8]  fc(3)  loss cross_entropy(weight=[1,2,3])  train(sgd(0.1, 0.9), epochs = 10)",
                "input x: vector[8]  skip: relu  fc(8)  add skip\nskip + skip\nconcat([skip, x])",
                "input x: vector[8]  fc(2**3)  fc(2^3)\nloss mse\nlr 0.01",
                "input x: vector[8]  fc(3)\noptimizer = adam\nlearning_rate = 0.001\nloss = mse",
                "input x: vector[8]  fc(3)  loss mse  train { lr = 0.1 batch 2**5 }",
                "input x: vector[8]  fc(3)  loss mse  train { optimizer adam(0.001) learning_rate 0.1 }",
                "input x: vector[8]  fc(3)  loss mse  train { momentum 0.9  optimizer sgd(rate = 0.1) weight_decay 0.1 }",
                "input x: vector[8]  fc(3)  loss mse(reduction = 'mean')  train { optimizer adam() lr 0.1 }",
                "input x: vector[8]  fc(3)  loss \u201Cmse\u201D",
                "input x: vector[8]\nh = tanh(fc(8)(x))\ny = fc(8 // 2)(h)",
                "input x: vector[8]  dense(features=8)\nfc(10 // 2,)",
                "input x: vector[8]  y: fc(8)\nz = y + x\nfc(2)",
                "input x: vector[8]  fc(8)\ntrain { loss mse\noptimizer adam }",
                "input x: vector[8]  fc(8)  loss mse  train { batch 4 loss mse optimizer adam }",
                "input x: image[3, 8, 8]  nn.AdaptiveAvgPool2d((1, 1))  fc(2)",
                "input x: image[3, 8, 8]  AdaptiveMaxPool2d(output_size=1)  fc(2)"
            })
    void fixesLeadToAModelThatIsRight(String statements) {
        SourceFile text = new SourceFile("x", "model M {\n" + statements + "\n}");
        for (int fixes = 0; fixes < 25 && !errors(text).isEmpty(); fixes++) {
            SourceFile now = text;
            text = errors(now).stream()
                    .flatMap(each -> each.help().flatMap(Help::fix).stream())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing helps: " + errors(now)))
                    .applied();
        }
        assertEquals(List.of(), errors(text), text::text);
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("""
                        import torch.nn.functional as F

                        class Net(nn.Module):
                            \"""A network.\"""
                            def __init__(self):
                                super(Net, self).__init__()
                                self.conv1 = nn.Conv2d(1, 32, 3, 1)  # 26 x 26
                                self.dropout1 = nn.Dropout(0.25)
                                self.fc1 = nn.Linear(
                                    5408, 128)
                            def forward(self, x):
                                x = F.relu(self.conv1(x))
                                x = F.max_pool2d(x, 2)
                                x = self.dropout1(x)
                                x = torch.flatten(x, 1)
                                x = self.fc1(x)
                                return F.log_softmax(x, dim=1)

                        optimizer = optim.Adam(Net().parameters())
                        """, """
                        model Net {
                            input x: image[1, 28, 28]

                            conv1: conv(32, kernel = 3, stride = 1)
                            relu
                            maxpool(2)
                            dropout1: dropout(0.25)
                            flatten
                            fc1: fc(128)
                            log_softmax
                        }
                        """), Arguments.of("""
                        class Wide(nn.Module):
                            def __init__(self):
                                self.net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))
                            def forward(self, x):
                                y = self.net(x)
                                return torch.relu(x + y)
                        """, """
                        model Wide {
                            input x: vector[8]

                            fc(8)
                            relu
                            fc(8)
                            add(x)
                            relu
                        }
                        """), Arguments.of("""
                        class Forecast(nn.Module):
                            def __init__(self):
                                self.lstm = nn.LSTM(6, 32, batch_first=True)
                                self.fc = nn.Linear(32, 1)
                            def forward(self, x):
                                out, _ = self.lstm(x)
                                return self.fc(out[:, -1, :])
                        """, """
                        model Forecast {
                            input x: sequence[24, 6]

                            lstm: lstm(32)
                            last
                            fc: fc(1)
                        }
                        """), Arguments.of("""
                        class MLP(nn.Module):
                          @nn.compact
                          def __call__(self, x):
                            x = nn.Dense(features=64)(x)
                            x = nn.relu(x)
                            return nn.Dense(features=10)(x)
                        """, """
                        model MLP {
                            input x: vector[4]

                            fc(units=64)
                            relu
                            fc(units=10)
                        }
                        """));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aProgramInPythonBecomesAModelOfItsLayers(String program, String model) {
        SourceFile text = new SourceFile("x", program);
        for (int fixes = 0; fixes < 25 && !errors(text).isEmpty(); fixes++) {
            text = errors(text).stream()
                    .flatMap(each -> each.help().flatMap(Help::fix).stream())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(program))
                    .applied();
        }
        assertEquals(model, text.text());
    }

    @Test
    void aProgramThatIsNoChainOfLayersIsToldWhatAModelFileHas() {
        List<Diagnostic> errors = errors(new SourceFile("x", """
                        class Odd(nn.Module):
                            def forward(self, x):
                                for i in range(3):
                                    x = self.f(x) ** 2
                                return x
                        """));
        assertEquals(1, errors.size());
        assertTrue(errors.get(0).message().contains("`model Odd { ... }`"), errors::toString);
    }

    /** An error of a layer is one error, and not also one of each layer that reads its label. */
    @Test
    void theLabelOfALayerWithAnErrorIsKnown() {
        String text = "model M { input x: vector[4]  a: fcc(4)  b: fc(nothing)  add(a)  add(b) }";
        assertEquals(
                List.of(Code.E0201, Code.E0204),
                errors(new SourceFile("x", text)).stream().map(Diagnostic::code).toList());
    }

    @Test
    void aCallInOtherWordsIsCorrectedAsAWhole() {
        String text = "model M { input x: image[3, 8, 8]  Conv2D(16, kernel_size=3, strides=2) }";
        List<Diagnostic> errors = errors(new SourceFile("x", text));
        assertEquals(1, errors.size(), errors::toString);
        SourceFile fixed = errors.get(0).help().flatMap(Help::fix).orElseThrow().applied();
        assertEquals("model M { input x: image[3, 8, 8]  conv(16, kernel=3, stride=2) }", fixed.text());
        assertEquals(List.of(), errors(fixed));
    }

    /** Whatever makes an image smaller, or a multiple of its size, has a shortcut that fits. */
    @Test
    void aResidualWhoseBodyChangesTheSizeIsOfferedAShortcut() {
        for (int size = 3; size <= 12; size++) {
            for (int kernel = 1; kernel <= 3; kernel++) {
                for (int stride = 1; stride <= 3; stride++) {
                    assertMended(size, "conv(5, kernel = " + kernel + ", stride = " + stride + ")");
                    assertMended(size, "conv(5, kernel = (1, " + kernel + "), stride = (" + stride + ", 1))");
                }
            }
            assertMended(size, "upsample(2)");
            assertMended(size, "conv_transpose(4, kernel = 3)");
        }
    }

    private static void assertMended(int size, String body) {
        String text = "model M { input x: image[2, " + size + ", " + size + "]  residual { " + body + " } }";
        List<Diagnostic> errors = errors(new SourceFile("x", text));
        assertEquals(1, errors.size(), text);
        SourceFile fixed = errors.get(0)
                .help()
                .flatMap(Help::fix)
                .orElseThrow(() -> new AssertionError(text))
                .applied();
        assertEquals(List.of(), errors(fixed), fixed::text);
    }

    /** A warning has a fix too: it must end the warning, and lead to no other. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "output size: fc(2)  sigmoid  loss mse(size)",
                "output size: fc(2)  dropout(0.5)\n  fc(3) // narrow\n  tanh  loss mse(size)",
                "output size: residual { fc(4) } shortcut { fc(4) }  relu  loss mse(size)",
                "output scores: fc(2)  sigmoid  loss binary_cross_entropy(scores)",
                "trunk: relu  output a: fc(2)  sigmoid  from trunk  output b: fc(2)  tanh  loss mse(a)  loss cross_entropy(b)"
            })
    void aLayerBehindAnOutputBecomesTheOutputOrIsLeftOut(String statements) {
        SourceFile source = new SourceFile("x", "model M { input x: vector[4]  " + statements + " }");
        for (List<Diagnostic> warnings = all(source); !warnings.isEmpty(); warnings = all(source)) {
            assertEquals(Code.W0705, warnings.get(0).code(), source::text);
            int before = warnings.size();
            source = warnings.get(0).help().flatMap(Help::fix).orElseThrow().applied();
            assertEquals(before - 1, all(source).size(), source::text);
        }
    }

    private static List<Diagnostic> all(SourceFile source) {
        return LaminaCompiler.check(source, Options.defaults()).diagnostics().sorted();
    }
}
