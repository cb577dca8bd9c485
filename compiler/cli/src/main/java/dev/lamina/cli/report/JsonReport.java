package dev.lamina.cli.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.lamina.compiler.Result;
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
            .registerTypeAdapter(double.class, (JsonSerializer<Double>) (number, type, context) -> finite(number))
            .create();

    private JsonReport() {}

    /** JSON has neither NaN nor infinity. */
    private static JsonElement finite(double number) {
        return Double.isFinite(number) ? new JsonPrimitive(number) : JsonNull.INSTANCE;
    }

    /** A whole number without {@code .0}, as the model file has it. */
    private static JsonElement json(double number) {
        if (!Double.isFinite(number)) {
            return JsonNull.INSTANCE;
        }
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? new JsonPrimitive((long) number)
                : new JsonPrimitive(number);
    }

    public record FileReport(String file, List<JsonDiagnostic> diagnostics, List<Summary> models) {}

    record JsonDiagnostic(
            String code,
            String severity,
            String message,
            JsonSpan place,
            String label,
            List<JsonNote> notes,
            List<JsonHelp> help) {}

    record JsonNote(JsonSpan place, String text) {}

    /** A hint, with the changes of the text that it proposes. */
    record JsonHelp(String text, List<JsonFix> changes) {}

    record JsonFix(JsonSpan place, String replacement) {}

    /** Lines and columns count from 1, columns in code points; offsets count UTF-16 units from 0. */
    record JsonSpan(int line, int column, int endLine, int endColumn, int start, int end) {}

    public static FileReport of(String file, Result<Summary> checked) {
        return new FileReport(
                file,
                checked.diagnostics().sorted().stream().map(JsonReport::finding).toList(),
                checked.models());
    }

    public static String text(Object report) {
        return GSON.toJson(report);
    }

    /** As {@link #text}, but missing values are written as null. */
    public static String textWithNulls(Object report) {
        return GSON.newBuilder().serializeNulls().create().toJson(report);
    }

    private static JsonDiagnostic finding(Diagnostic diagnostic) {
        return new JsonDiagnostic(
                diagnostic.code().name(),
                diagnostic.severity().word(),
                diagnostic.message(),
                place(diagnostic.span()),
                diagnostic.label(),
                diagnostic.notes().stream()
                        .map(note -> new JsonNote(place(note.span()), note.text()))
                        .toList(),
                diagnostic.help().stream()
                        .map(help -> new JsonHelp(
                                help.text(),
                                help.fix().stream()
                                        .map(fix -> new JsonFix(place(fix.span()), fix.replacement()))
                                        .toList()))
                        .toList());
    }

    private static JsonSpan place(Span span) {
        return new JsonSpan(
                span.file().line(span.start()),
                span.file().column(span.start()),
                span.file().line(span.end()),
                span.file().column(span.end()),
                span.start(),
                span.end());
    }
}
