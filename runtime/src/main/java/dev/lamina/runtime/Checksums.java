package dev.lamina.runtime;

import static dev.lamina.runtime.WeightsException.quote;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The checksums of a safetensors file. Its metadata have two, CRC-32 as in gzip and PNG, each as eight hexadecimal digits: one of the data,
 * that is, of all bytes behind the header, and one of the length and the header, in which its own digits count as zeros. A CRC-32 detects
 * every single bit and every run of up to 32 bits that has changed, and overlooks one of 2^32 other damages.
 *
 * <p>A file has both or none: with one alone, a changed bit in a key would make a file that claims to have no checksum.
 */
final class Checksums {

    /** The key of the checksum of the header. */
    static final String HEADER = "lamina.crc32.header";

    /** The key of the checksum of the data. */
    static final String DATA = "lamina.crc32.data";

    /** Stands for the checksum of the header while that is computed. */
    static final String ZEROS = "00000000";

    /** What to do about a damaged file. */
    private static final String CURE =
            "; take another copy of it. If another program changed the file on purpose and kept"
                    + " its notes, WeightsSource.ignoringChecksums() reads it (--ignore-checksums)";

    /** In a string of JSON the quotes would have a backslash before them, so nothing else in a header looks like this. */
    private static final byte[] BEFORE_DIGITS = ("\"" + HEADER + "\":\"").getBytes(StandardCharsets.US_ASCII);

    private Checksums() {}

    /** The digits of a checksum. */
    static String digits(CRC32 checksum) {
        return Long.toHexString(1L << 32 | checksum.getValue())
                .substring(1); // a formatter would load regular expressions
    }

    /** Enters the checksum of a header, which has {@link #ZEROS} for it. */
    static void enter(byte[] prefix, byte[] header) {
        int at = place(header);
        byte[] digits = ofHeader(prefix, header, at).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, at, digits.length);
    }

    /**
     * What is wrong with a header by its checksum; empty if it has none.
     *
     * @param prefix the bytes before the header, which have its length
     */
    static Optional<String> problem(byte[] prefix, byte[] header) {
        int at = place(header);
        if (at < 0) {
            return Optional.empty();
        }
        String noted = new String(header, at, ZEROS.length(), StandardCharsets.ISO_8859_1);
        String own = ofHeader(prefix, header, at);
        return noted.equals(own)
                ? Optional.empty()
                : Optional.of(
                        "the header is damaged: its checksum is " + own + ", but it notes " + quote(noted) + CURE);
    }

    /** Takes the checksums out of the metadata of a file, and returns that of the data; empty if the file has none. */
    static Optional<String> take(String source, byte[] header, Map<String, String> metadata) {
        String ofHeader = metadata.remove(HEADER);
        String ofData = metadata.remove(DATA);
        if ((ofHeader == null) != (ofData == null)) {
            throw new WeightsException(
                    source,
                    "the header is damaged: the note " + (ofHeader == null ? HEADER : DATA) + " is missing" + CURE);
        }
        if (ofHeader != null && place(header) < 0) {
            throw new WeightsException(source, "the header was rewritten, so that its checksum says nothing" + CURE);
        }
        return Optional.ofNullable(ofData);
    }

    /** What is wrong with the data by its checksum. */
    static Optional<String> problem(String noted, CRC32 data) {
        String own = digits(data);
        return noted.equals(own)
                ? Optional.empty()
                : Optional.of("the data are damaged: their checksum is " + own + ", but the header notes "
                        + quote(noted) + CURE);
    }

    private static String ofHeader(byte[] prefix, byte[] header, int at) {
        CRC32 checksum = new CRC32();
        checksum.update(prefix);
        checksum.update(header, 0, at);
        checksum.update(ZEROS.getBytes(StandardCharsets.US_ASCII));
        checksum.update(header, at + ZEROS.length(), header.length - at - ZEROS.length());
        return digits(checksum);
    }

    /** Where the digits of the checksum of the header are; -1 if it has none. */
    private static int place(byte[] header) {
        int last = header.length - BEFORE_DIGITS.length - ZEROS.length();
        for (int from = 0; from <= last; from++) {
            int length = 0;
            while (length < BEFORE_DIGITS.length && header[from + length] == BEFORE_DIGITS[length]) {
                length++;
            }
            if (length == BEFORE_DIGITS.length) {
                return from + length;
            }
        }
        return -1;
    }
}
