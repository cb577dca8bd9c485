package dev.lamina.cli.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.CRC32;

/**
 * The losses of all epochs of a run, also of those before it was resumed. The picture of the curve holds its own figures as text, in the
 * form of the log, so that a resumed run can draw it on.
 */
public record LossHistory(List<Point> points) {
    private static final int SIGNATURE = 8;

    /** What a chunk of a PNG file has around its data: length, type and checksum. */
    private static final int AROUND = 12;

    private static final String TEXT = "tEXt";
    private static final String KEY = "lamina losses";

    public LossHistory {
        points = List.copyOf(points);
    }

    /** The losses of an epoch; {@code heldOut} is empty if no samples are held out. */
    public record Point(int epoch, double loss, OptionalDouble heldOut) {}

    /** The epochs of this run. */
    public static LossHistory of(List<EpochReport> reports) {
        return new LossHistory(reports.stream()
                .map(report -> new Point(
                        report.epoch(),
                        report.loss(),
                        report.test()
                                .map(score -> OptionalDouble.of(score.loss()))
                                .orElse(OptionalDouble.empty())))
                .toList());
    }

    /** The epochs that an earlier run has drawn or logged; none if neither file can be read. */
    public static LossHistory before(Path curve, Optional<Path> log) {
        for (Path file : log.map(each -> List.of(each, curve)).orElse(List.of(curve))) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                String lines = file.equals(curve) ? text(bytes) : new String(bytes, StandardCharsets.UTF_8);
                List<Point> points = lines.lines()
                        .filter(line -> !line.isBlank())
                        .map(LossHistory::point)
                        .toList();
                if (!points.isEmpty()) {
                    return new LossHistory(points);
                }
            } catch (IOException | RuntimeException unreadable) {
                // another picture, another log: the curve begins with this run, and says so
            }
        }
        return new LossHistory(List.of());
    }

    private static Point point(String line) {
        JsonObject figures = JsonParser.parseString(line).getAsJsonObject();
        if (!figures.has("epoch") || !figures.has("loss")) {
            throw new JsonParseException(line);
        }
        return new Point(
                figures.get("epoch").getAsInt(),
                figures.get("loss").getAsDouble(),
                figures.has("testLoss")
                        ? OptionalDouble.of(figures.get("testLoss").getAsDouble())
                        : OptionalDouble.empty());
    }

    /** With the epochs of a later run, which take the place of those with the same numbers and of later ones. */
    public LossHistory followedBy(LossHistory later) {
        int first =
                later.points.isEmpty() ? Integer.MAX_VALUE : later.points.get(0).epoch();
        List<Point> all = new ArrayList<>(
                points.stream().filter(point -> point.epoch() < first).toList());
        all.addAll(later.points);
        all.sort(Comparator.comparingInt(Point::epoch));
        return new LossHistory(all);
    }

    /** What to say of a curve that lacks the first epochs; else empty. */
    public String beginning() {
        int first = points.isEmpty() ? 1 : points.get(0).epoch();
        return first == 1
                ? ""
                : " (from epoch " + first + " on: those before it are neither in --log nor in this file)";
    }

    /** The picture; there must be at least one epoch. */
    public byte[] png(String title) throws IOException {
        return withText(LossCurve.png(title, points));
    }

    private byte[] withText(byte[] png) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Point point : points) {
            JsonObject line = new JsonObject();
            line.addProperty("epoch", point.epoch());
            line.addProperty("loss", point.loss());
            point.heldOut().stream().filter(Double::isFinite).forEach(loss -> line.addProperty("testLoss", loss));
            lines.append(line).append('\n');
        }
        byte[] data = (TEXT + KEY + "\0" + lines).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 checksum = new CRC32();
        checksum.update(data);
        int end = png.length - AROUND; // the last chunk, IEND, has no data
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(png, 0, end);
        out.writeInt(data.length - TEXT.length());
        out.write(data);
        out.writeInt((int) checksum.getValue());
        out.write(png, end, AROUND);
        return bytes.toByteArray();
    }

    /** The text that {@link #withText} put into a picture; empty if there is none. */
    private static String text(byte[] png) {
        ByteBuffer in = ByteBuffer.wrap(png);
        String begins = TEXT + KEY + "\0";
        int at = SIGNATURE;
        while (at + AROUND <= png.length) {
            int length = in.getInt(at);
            if (length < 0 || length > png.length - at - AROUND) {
                return "";
            }
            String chunk = new String(png, at + 4, length + 4, StandardCharsets.ISO_8859_1);
            if (chunk.startsWith(begins)) {
                return chunk.substring(begins.length());
            }
            at += length + AROUND;
        }
        return "";
    }
}
