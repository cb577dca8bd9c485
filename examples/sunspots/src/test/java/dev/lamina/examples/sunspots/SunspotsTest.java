package dev.lamina.examples.sunspots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example does what it promises. */
final class SunspotsTest {

    private static final Path FOLDER = Path.of(".");
    private static final Path DATA = Path.of("data", "sunspots.csv");

    @Test
    void theDataIsWhatItsDescriptionSays() throws Exception {
        String sum = Files.readString(DATA.resolveSibling("SHA256SUMS")).split(" ")[0];
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(DATA));
        assertEquals(sum, HexFormat.of().formatHex(digest));
        YearlySeries series = YearlySeries.read(DATA);
        assertEquals(1700, series.first());
        assertEquals(309, series.size());
    }

    @Test
    void theForecastBeatsThoseWithoutANetworkAndIsTheSameEachTime(@TempDir Path folder) throws IOException {
        Comparison comparison = Sunspots.run(FOLDER);
        double error = comparison.error(comparison.network());
        assertTrue(error < 0.7 * comparison.error(comparison.persistence()), "error " + error);
        assertTrue(error < 0.7 * comparison.error(comparison.seasonal()), "error " + error);
        assertArrayEquals(comparison.network(), Sunspots.run(FOLDER).network());
        Path picture = folder.resolve("pictures/forecast.png");
        Picture.write(comparison, picture);
        BufferedImage read = ImageIO.read(picture.toFile());
        assertEquals(1000, read.getWidth());
        assertTrue(hasLineOf(read), "no line of forecasts");
    }

    /** Whether something is drawn in the forecast's colour. */
    private static boolean hasLineOf(BufferedImage picture) {
        int red = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                red += (picture.getRGB(x, y) & 0xffffff) == 0xff0000 ? 1 : 0;
            }
        }
        return red > 500;
    }
}
