package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the README run: those that train, for one epoch only. */
final class ReadmeCommandsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final String LAUNCHER = "compiler/cli/target/lamina/bin/lamina ";

    @TempDir
    private Path folder;

    static List<String> commands() throws IOException {
        return commands("README.md");
    }

    private static List<String> commands(String page) throws IOException {
        return BLOCK.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .flatMap(block -> block.group(1).lines())
                .flatMap(line -> Stream.of(line.split("&&")))
                .map(part -> part.strip().replace(LAUNCHER, "lamina "))
                .filter(part -> part.startsWith("lamina "))
                .map(part -> part.substring("lamina ".length()))
                .toList();
    }

    @Test
    void thereAreSome() throws IOException {
        assertTrue(commands().size() > 4);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandOfTheReadmeRuns(String command) throws IOException {
        Command done = run(command);
        if (command.startsWith("train ")) {
            String page = Files.readString(ROOT.resolve("README.md"));
            assertTrue(page.contains("epoch  1/30" + firstEpoch(done)), done::out);
            assertTrue(page.contains(baseline(done)), done::out);
        }
    }

    @Test
    void thePageOfTheDigitsShowsWhatItsCommandPrints() throws IOException {
        String page = "examples/digits/README.md";
        List<String> commands = commands(page).stream()
                .filter(each -> each.startsWith("train "))
                .toList();
        assertEquals(1, commands.size());
        Command done = run(commands.get(0));
        assertTrue(Files.readString(ROOT.resolve(page)).contains("epoch  1/15" + firstEpoch(done)), done::out);
    }

    /** All of its line but how fast it was and how many there are to be. */
    private static String firstEpoch(Command training) {
        Matcher line = Pattern.compile("(?m)^epoch +1/1(  loss .*%)  .*/s$").matcher(training.out());
        assertTrue(line.find(), training::out);
        return line.group(1);
    }

    /** It depends on the held-out samples, and not on the number of epochs. */
    private static String baseline(Command training) {
        Matcher line = Pattern.compile("(?m)^baseline: .*$").matcher(training.out());
        assertTrue(line.find(), training::out);
        return line.group();
    }

    /** What one command writes the next may read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "examples/iris/README.md",
                "compiler/docs/data.md",
                "compiler/docs/how-it-works.md",
                "compiler/docs/coming-from-pytorch.md"
            })
    void theCommandsOfAPageRunInTheirOrder(String page) throws IOException {
        List<String> commands = commands(page);
        assertTrue(commands.size() >= 2, commands::toString);
        commands.forEach(this::run);
    }

    /** Each command of the page stands before what it prints. */
    @Test
    void thePageOnPredictingShowsWhatIsPrinted() throws IOException {
        String page = Files.readString(ROOT.resolve("compiler/docs/predicting.md"));
        List<String> shown = Pattern.compile("(?ms)^```text\\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
        List<String> printed = commands("compiler/docs/predicting.md").stream()
                .map(command -> run(command).out())
                .toList();
        assertEquals(printed, shown);
    }

    /** The weights of the tutorial are what its command gives, wherever it runs. */
    @Test
    void theWeightsOfTheTutorialAreWhatTrainingGives() throws IOException {
        Path iris = ROOT.resolve("examples/iris");
        Path weights = folder.resolve("iris.safetensors");
        Command train = Command.run(
                "train",
                iris.resolve("iris.lamina"),
                "--data",
                iris.resolve("data/iris.csv"),
                "--weights-out",
                weights);
        assertEquals(0, train.exit(), train.err());
        assertTrue(train.out().contains("test accuracy: 96.67 % (29 of 30), loss 0.0593"), train::out);
        assertTrue(train.out().contains("(epoch 44, the best)"), train::out);
        // Not byte by byte: the file also notes the version that wrote it.
        Map<String, Tensor> trained = Safetensors.read(weights);
        Map<String, Tensor> kept = Safetensors.read(iris.resolve("iris.safetensors"));
        assertEquals(kept.keySet(), trained.keySet());
        trained.forEach((name, tensor) ->
                assertArrayEquals(Objects.requireNonNull(kept.get(name)).floats(), tensor.floats(), name));
    }

    private Command run(String command) {
        List<Object> words = new ArrayList<>();
        for (String word : command.split(" +")) {
            if (word.startsWith("examples/")) {
                words.add(ROOT.resolve(word));
            } else {
                words.add(word.startsWith("target") ? folder.resolve(word) : word);
            }
        }
        if (command.startsWith("train ") && !command.contains("--epochs")) {
            words.addAll(List.of("--epochs", "1"));
        }
        Command done = Command.run(words.toArray());
        assertEquals(0, done.exit(), done.err());
        // After one epoch a forecast may be no better than the last value, which is said.
        assertEquals("", done.err().replaceFirst("warning: a forecast that repeats the last value .*\n", ""));
        return done;
    }
}
