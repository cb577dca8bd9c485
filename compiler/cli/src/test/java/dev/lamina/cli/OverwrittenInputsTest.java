package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lamina.runtime.Safetensors;
import dev.lamina.runtime.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs in all verbs that name a file which the command reads: such a file may be the only copy. */
class OverwrittenInputsTest {

    private static final String MODEL = """
            model M(c = 3) {
                input x: vector[4]
                fc(8) relu
                fc(c)
                loss cross_entropy
                train { optimizer adam(rate = 0.01) batch 8 epochs 1 seed 1 }
            }
            """;

    @TempDir
    private Path folder;

    /** Files under names that verbs may take for outputs, and a link. */
    @BeforeEach
    void writeFiles() throws IOException {
        for (String name : List.of("m.lamina", "m.svg", "m.html", "m.dot", "M.java", "MVector.class")) {
            Files.writeString(folder.resolve(name), MODEL);
        }
        Files.writeString(
                folder.resolve("d.csv"),
                IntStream.range(0, 20)
                        .mapToObj(i -> i + ",2,3,4," + i % 3 + "\n")
                        .collect(Collectors.joining()));
        Safetensors.write(folder.resolve("x"), Map.of(), List.of(Tensor.ofFloats("x", new int[] {1, 4}, new float[4])));
        Command train = run("train @m.lamina --data @d.csv --weights-out @w --log @log.html");
        assertEquals(0, train.exit(), train::err);
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("w"));
        for (String kind : List.of("one", "two")) {
            for (int i = 0; i < 5; i++) {
                Path image = folder.resolve("images").resolve(kind).resolve(i + ".png");
                Files.createDirectories(image.getParent());
                ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
            }
        }
        Files.writeString(
                folder.resolve("i.lamina"),
                MODEL.replace("M(c = 3)", "I(c = 2)").replace("vector[4]", "image[1, 2, 2]\n    flatten"));
    }

    /** A command, and the file that it reads and should write; {@code @} stands for the folder. */
    static Stream<Arguments> commands() {
        String train = "train @m.lamina --data @d.csv --weights @w --weights-out @fresh";
        return Stream.of(
                Arguments.of("run @m.lamina --predict --in @x --out @x", "@x"),
                Arguments.of("run @m.lamina --predict --in @x --out @m.lamina", "@m.lamina"),
                Arguments.of("run @m.lamina --predict --in @x --weights @w --out @w", "@w"),
                Arguments.of("run @m.lamina --predict --in @x --weights @w --out @link", "@link"),
                Arguments.of("weights convert @w -o @w", "@w"),
                Arguments.of("weights convert @w --type F64 -o @link", "@link"),
                Arguments.of("graph @m.svg -o @m.svg", "@m.svg"),
                Arguments.of("graph @m.html -o @m.html", "@m.html"),
                Arguments.of("graph @m.dot -o @m.dot", "@m.dot"),
                Arguments.of("graph @m.lamina --log @log.html -o @log.html", "@log.html"),
                Arguments.of("compile @M.java -o @.", "@./M.java"),
                Arguments.of("compile @MVector.class --target vector -o @out --classes @.", "@./MVector.class"),
                Arguments.of("train @M.java --data @d.csv --weights-out @fresh --java-out @.", "@./M.java"),
                Arguments.of(train + " --log @w", "@w"),
                Arguments.of(train + " --curve @link", "@link"),
                Arguments.of(train + " --state @w", "@w"),
                Arguments.of(
                        "train @i.lamina --data @images --weights-out @fresh --curve @images/one/3.png",
                        "@images/one/3.png"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anOutputThatIsAnInputIsRefusedAndNothingIsWritten(String command, String file) throws IOException {
        Map<String, String> before = contents();
        Command refused = run(command);
        assertEquals(1, refused.exit(), refused::out);
        assertEquals(
                "error: " + file.replace("@", folder + "/")
                        + ": this command reads the file, so it does not write to it\n",
                refused.err());
        assertEquals(before, contents());
    }

    @Test
    void aTrainingMayReplaceTheWeightsThatItBeganWith() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("w"));
        Command train = run("train @m.lamina --data @d.csv --weights @w --weights-out @w");
        assertEquals(0, train.exit(), train::err);
        assertFalse(Arrays.equals(before, Files.readAllBytes(folder.resolve("w"))));
    }

    private Command run(String command) {
        return Command.run((Object[]) command.replace("@", folder + "/").split(" "));
    }

    /** The names of all files with their bytes as text. */
    private Map<String, String> contents() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return contents;
        }
    }
}
