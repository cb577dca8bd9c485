package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images as numbers, beside those that Pillow reads from the same files; {@code make.py} beside them writes both. */
class ImageFileTest {

    private static final Path IMAGES = Path.of("src/test/resources/images");

    static List<String> pillow() throws IOException {
        return Files.readAllLines(IMAGES.resolve("pillow.txt"));
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void readsWhatPillowReads(String line) throws IOException {
        String[] words = line.split(" ");
        int[] numbers = Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
        List<Integer> shape = List.of(numbers[0], numbers[1], numbers[2]);
        float[] pixels = new ImageFile(IMAGES.resolve(words[0])).read(shape);
        assertEquals(numbers.length - shape.size(), pixels.length);
        // Pillow rounds after each of two passes, and decoders of JPEG may differ by 1.
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(numbers[shape.size() + i], pixels[i], 1.01, "number " + i);
        }
    }

    @Test
    void anImageOfTheRightSizeKeepsItsBytes() throws IOException {
        String line = pillow().stream()
                .filter(each -> each.startsWith("grey.png 1 9 9 "))
                .findFirst()
                .orElseThrow();
        float[] pixels = new ImageFile(IMAGES.resolve("grey.png")).read(List.of(1, 9, 9));
        StringBuilder bytes = new StringBuilder("grey.png 1 9 9");
        for (float pixel : pixels) {
            bytes.append(' ').append((int) pixel);
        }
        assertEquals(line, bytes.toString());
    }

    @Test
    void refusesWhatIsNoImage(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "no image");
        assertRefused(text, List.of(1, 9, 9), "it is no image that Java can read");
        byte[] whole = Files.readAllBytes(IMAGES.resolve("colour.png"));
        Path half = Files.write(folder.resolve("half.png"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(half, List.of(3, 5, 7), "it is a damaged image");
        assertRefused(IMAGES.resolve("grey.png"), List.of(2, 9, 9), "images have 1, 3 or 4 channels");
    }

    private static void assertRefused(Path file, List<Integer> shape, String message) {
        DataException e = assertThrows(DataException.class, () -> new ImageFile(file).read(shape));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
    }
}
