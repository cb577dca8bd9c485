package dev.lamina.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are compressed by gzip: whole, damaged, and out of proportion. */
class GzipStreamTest {
    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream to = new GZIPOutputStream(packed)) {
            to.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] read(byte[] packed) throws IOException {
        return new GzipStream("d.gz", new ByteArrayInputStream(packed)).readAllBytes();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void assertRefused(String why, byte[] packed) {
        DataException refused = assertThrows(DataException.class, () -> read(packed));
        assertEquals("d.gz: it is compressed by gzip, but " + why, refused.getMessage());
    }

    @Test
    void oneMemberAndSeveralAreRead() throws IOException {
        for (int length : new int[] {0, 1, 7, 65_500, 65_536, 70_000, 300_000}) {
            byte[] bytes = random(length);
            assertArrayEquals(bytes, read(packed(bytes)));
            byte[] other = random(length / 2 + 3);
            assertArrayEquals(joined(bytes, other, bytes), read(joined(packed(bytes), packed(other), packed(bytes))));
        }
    }

    @Test
    void theFieldsOfAHeaderAreSkipped() throws IOException {
        byte[] whole = packed(random(100));
        byte[] named = joined(
                new byte[] {0x1F, (byte) 0x8B, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 9, 9
                },
                Arrays.copyOfRange(whole, 10, whole.length));
        assertArrayEquals(random(100), read(named));
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() throws IOException {
        byte[] whole = packed("1,2,0\n3,4,1\n".repeat(50).getBytes(StandardCharsets.US_ASCII));
        for (int length = 2; length < whole.length; length++) {
            assertRefused("cut off", Arrays.copyOf(whole, length));
        }
    }

    @Test
    void bytesBehindTheEndAreRefusedUnlessTheyAreZeros() throws IOException {
        for (int length : new int[] {10, 65_508, 65_513, 131_000}) {
            byte[] whole = packed(random(length));
            assertRefused("other bytes follow its end", joined(whole, new byte[] {'x'}));
            assertRefused("other bytes follow its end", joined(whole, new byte[] {0, 0, 'x'}));
            assertRefused("other bytes follow its end", joined(whole, random(100_000)));
            assertRefused("cut off", joined(whole, new byte[] {0x1F}));
            assertArrayEquals(random(length), read(joined(whole, new byte[512])));
        }
    }

    @Test
    void everyFlippedByteIsRefusedOrChangesNoNumber() throws IOException {
        byte[] text = "1,2,0\n3,4,1\n".repeat(20).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = packed(text);
        int harmless = 0;
        for (int i = 2; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x40;
            try {
                assertArrayEquals(text, read(changed));
                harmless++;
            } catch (DataException refused) {
                assertTrue(String.valueOf(refused.getMessage()).startsWith("d.gz: it is compressed by gzip, but "));
            }
        }
        assertTrue(harmless <= 10, harmless + " bytes"); // time, level and system, which nothing depends on
    }

    @Test
    void aSmallFileThatBecomesAVeryLargeOneIsRefused(@TempDir Path folder) throws IOException {
        Path bomb = folder.resolve("bomb.csv.gz");
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
            byte[] rows = "0,0,0\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 5_000; i++) {
                to.write(rows); // 300 MB
            }
        }
        DataException refused = assertThrows(
                DataException.class,
                () -> SampleReader.read(DataSource.of(bomb), SampleSpec.labelled("Small", "x", 2, 3, 1)));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("become more than 268,435,456"), message);
        assertTrue(message.contains("-Dlamina.mostUnpackedBytes="), message);
    }
}
