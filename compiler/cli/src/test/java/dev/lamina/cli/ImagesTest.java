package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.CounterRandom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images in every verb that reads data. */
class ImagesTest {

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Path weights;
    private static Command trained;

    @BeforeAll
    static void train() throws IOException {
        model = Files.writeString(folder.resolve("stripes.lamina"), """
                model Stripes {
                    input image: image[1, 8, 8]
                    conv(4, kernel = 3)  relu
                    flatten
                    fc(2)
                    loss cross_entropy
                    train { optimizer adam(rate = 0.02)  batch 8  epochs 40  seed 3 }
                }
                """);
        data = folder.resolve("pictures");
        for (int i = 0; i < 30; i++) {
            write(data.resolve("lying").resolve("l" + i + ".png"), i, true);
            write(data.resolve("standing").resolve("s" + i + ".jpg"), i, false);
        }
        Files.writeString(data.resolve("lying/notes.txt"), "no image");
        Files.writeString(data.resolve("lying/.hidden.png"), "no image");
        weights = folder.resolve("stripes.safetensors");
        trained = Command.run("train", model, "--data", data, "--weights-out", weights, "--augment", "shift=1,flip");
    }

    /** A bright stripe on a dark picture of 16 x 16. */
    private static void write(Path file, int number, boolean lying) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        int at = 2 + (int) (12 * CounterRandom.uniform(5, 0, lying ? 0 : 1, number));
        for (int i = 0; i < 16; i++) {
            for (int wide = 0; wide < 2; wide++) {
                image.setRGB(lying ? i : at + wide, lying ? at + wide : i, 0xD0E0F0);
            }
        }
        String name = file.toString();
        assertTrue(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()));
    }

    @Test
    void foldersAreTheClassesAndBytesAreScaled() {
        assertEquals(0, trained.exit(), trained::err);
        assertTrue(trained.out().contains("48 samples to learn from, 12 held out"), trained::out);
        assertTrue(trained.out().contains("inputs: divided by 255"), trained::out);
        assertTrue(trained.out().contains("test accuracy: 100.00 % (12 of 12)"), trained::out);
    }

    @Test
    void evalReadsTheSameFolderAndNamesTheClasses() {
        Command eval = Command.run("eval", model, "--data", data, "--weights", weights);
        assertEquals(0, eval.exit(), eval::err);
        assertTrue(eval.out().contains("samples: 60\n"), eval::out);
        assertTrue(eval.out().contains("lying") && eval.out().contains("standing"), eval::out);
    }

    @Test
    void predictTakesAFolderOrOneImageAndNamesTheFiles() {
        Command all = Command.run("predict", model, "--data", data, "--weights", weights, "--format", "csv");
        assertEquals(0, all.exit(), all::err);
        List<String> lines = new ArrayList<>(all.out().lines().toList());
        assertEquals(61, lines.size(), all::out);
        assertTrue(lines.get(0).startsWith("file,"), lines.get(0));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            assertTrue(cells[0].startsWith(cells[1]), line); // lying/l3.png is lying
        }
        Path one = data.resolve("standing").resolve("s3.jpg");
        Command single = Command.run("predict", model, "--data", one, "--weights", weights, "--format", "csv");
        assertEquals(0, single.exit(), single::err);
        assertTrue(single.out().lines().toList().get(1).startsWith(one + ",standing,"), single::out);
    }

    @Test
    void resumedTrainingSeesTheSameImages() throws IOException {
        Path state = folder.resolve("half.state");
        Path half = folder.resolve("half.safetensors");
        Command.run(
                "train",
                model,
                "--data",
                data,
                "--epochs",
                15,
                "--state",
                state,
                "--weights-out",
                half,
                "--augment",
                "shift=1,flip");
        Command rest = Command.run(
                "train", model, "--data", data, "--resume", state, "--weights-out", half, "--augment", "shift=1,flip");
        assertEquals(0, rest.exit(), rest::err);
        assertEquals(-1, Files.mismatch(weights, half));
    }

    @Test
    void refusesImagesThatTheModelCannotTakeAndImagesWithoutAClass() throws IOException {
        Path vector = Files.writeString(folder.resolve("vector.lamina"), """
                model Vector { input x: vector[64]  fc(2)  loss cross_entropy }
                """);
        Command wrong = Command.run("train", vector, "--data", data);
        assertEquals(1, wrong.exit());
        assertTrue(wrong.err().contains("it holds images, but the input of Vector is not one image"), wrong::err);
        Path flat = folder.resolve("flat");
        write(flat.resolve("one.png"), 1, true);
        Command lost = Command.run("train", model, "--data", flat);
        assertEquals(1, lost.exit());
        assertTrue(lost.err().contains("stands in a folder that has the name of its class"), lost::err);
        Command words = Command.run("train", model, "--data", data, "--augment", "turn");
        assertEquals(2, words.exit());
        assertTrue(words.err().contains("--augment takes shift=N and flip, not \"turn\""), words::err);
    }
}
