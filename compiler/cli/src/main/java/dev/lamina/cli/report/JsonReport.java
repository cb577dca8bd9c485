package dev.lamina.cli.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.lamina.compiler.Checked;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Span;
import java.util.List;

/** What {@code check --json} prints: the diagnostics and layers of each file as data. */
public final class JsonReport {

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .registerTypeAdapter(Double.class, (JsonSerializer<Double>) (number, type, context) -> json(number))
            .create();

    private JsonReport() {}

    /** A whole number without {@code .0}, as the model file has it. */
    private static JsonElement json(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? new JsonPrimitive((long) number)
                : new JsonPrimitive(number);
    }

    public record FileReport(String file, List<Finding> diagnostics, List<Summary> models) {}

    record Finding(
            String code,
            String severity,
            String message,
            Place place,
            String label,
            List<Remark> notes,
            List<Advice> help) {}

    record Remark(Place place, String text) {}

    /** A hint; place and replacement are there when there is a change of the text to offer. */
    record Advice(String text, List<Change> changes) {}

    record Change(Place place, String replacement) {}

    /** Lines and columns count from 1, columns in code points; offsets count UTF-16 units from 0. */
    record Place(int line, int column, int endLine, int endColumn, int start, int end) {}

    public static FileReport of(String file, Checked checked) {
        return new FileReport(
                file,
                checked.diagnostics().sorted().stream().map(JsonReport::finding).toList(),
                checked.summaries());
    }

    public static String text(Object report) {
        return GSON.toJson(report);
    }

    /** As {@link #text}, with null for what there is not. */
    public static String textWithNulls(Object report) {
        return GSON.newBuilder().serializeNulls().create().toJson(report);
    }

    private static Finding finding(Diagnostic diagnostic) {
        return new Finding(
                diagnostic.code().name(),
                diagnostic.severity().word(),
                diagnostic.message(),
                place(diagnostic.span()),
                diagnostic.label(),
                diagnostic.notes().stream()
                        .map(note -> new Remark(place(note.span()), note.text()))
                        .toList(),
                diagnostic.help().stream()
                        .map(help -> new Advice(
                                help.text(),
                                help.fix().stream()
                                        .map(fix -> new Change(place(fix.span()), fix.replacement()))
                                        .toList()))
                        .toList());
    }

    private static Place place(Span span) {
        return new Place(
                span.file().line(span.start()),
                span.file().column(span.start()),
                span.file().line(span.end()),
                span.file().column(span.end()),
                span.start(),
                span.end());
    }
}
