package dev.lamina.cli.repl;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.StatementKind;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers the lines of a REPL, without a terminal. A line with an error changes nothing. */
public final class Session {
    /** Warnings that make no sense before a model is complete. */
    private static final Set<Code> LATER = Set.of(Code.W0703, Code.W0705, Code.W0706);

    private final Deque<Draft> earlier = new ArrayDeque<>();
    private final Commands commands;
    private final DiagnosticPrinter printer;
    private final int columns;
    private Draft draft = Draft.EMPTY;
    private List<Summary.Row> rows = List.of();
    private Diagnostics known = new Diagnostics();

    /**
     * Begins without a model.
     *
     * @param columns how wide an answer may be
     */
    public Session(Verbs verbs, boolean colour, int columns) {
        this.columns = columns;
        this.commands = new Commands(this, verbs);
        this.printer = colour ? DiagnosticPrinter.coloured() : DiagnosticPrinter.plain();
    }

    /** Whether further lines belong to a line. */
    static boolean isUnfinished(String line) {
        String text = line.strip();
        return !text.startsWith(":") && !text.startsWith("?") && LineParser.isUnfinished(text);
    }

    /** Answers a line, or several that belong together. Not even a bug in Lamina ends the session. */
    Response respond(String line) {
        try {
            return answer(line.strip());
        } catch (OutOfMemoryError tooLarge) {
            return Response.failure(
                    "error: not enough memory; a larger heap may help: set LAMINA_JAVA_OPTIONS=-Xmx8g\n");
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError fault) {
            return Response.failure("error: this is a bug in lamina: " + fault + "\n");
        }
    }

    private Response answer(String text) {
        if (text.isEmpty() || text.startsWith("//") && !text.contains("\n")) {
            return Response.SILENCE;
        }
        if (text.startsWith(":")) {
            return commands.respond(text.substring(1).strip());
        }
        if (text.startsWith("?")) {
            return ShapeQuery.answer(text.substring(1).strip(), shape(), columns);
        }
        if (Set.of("help", "exit", "quit").contains(text)) {
            return commands.respond(text);
        }
        if (text.startsWith("model ") || text.startsWith("///")) {
            return load(new SourceFile(Draft.FILE, text), Optional.empty());
        }
        return add(text);
    }

    /** The shape that the next layer would get as input. */
    private Optional<String> shape() {
        return rows.isEmpty()
                ? Optional.of(draft.input().replaceFirst("^input\\s+\\w+\\s*:\\s*", ""))
                        .filter(shape -> !shape.isEmpty())
                : Optional.of(rows.get(rows.size() - 1).shape());
    }

    /** The lines of an answer for these layers. */
    String text(List<Summary.Row> some) {
        return RowText.of(some, columns);
    }

    /** The model so far. */
    Draft draft() {
        return draft;
    }

    List<Summary.Row> rows() {
        return rows;
    }

    Optional<Summary.Row> row(String label) {
        return rows.stream().filter(row -> row.label().equals(label)).findFirst();
    }

    private Response add(String text) {
        List<StatementOutline> statements = LineParser.of(text);
        boolean one = statements.size() == 1 && statements.get(0).kind() == StatementKind.LAYER;
        // A single layer keeps the comment behind it.
        Draft next = statements.isEmpty() || one ? draft.withLayer(text) : draft.with(statements);
        boolean more = next.input().equals(draft.input());
        int before = more ? rows.size() : 0;
        return change(
                next, () -> rows.size() > before ? text(rows.subList(before, rows.size())) : RowText.statement(text));
    }

    /** The diagnostics with the positions of the file itself: the draft that is made of it has other lines. */
    private Diagnostics asWritten(SourceFile source, Optional<String> model) {
        Options options = model.map(Options.defaults()::withModel).orElseGet(Options::defaults);
        return fresh(LaminaCompiler.check(source, options).diagnostics());
    }

    /** Replaces the draft by a model of a file; without a name the file must have only one. */
    Response load(SourceFile source, Optional<String> name) {
        Result<ModelOutline> file = LaminaCompiler.outline(source);
        if (file.models().isEmpty() || file.diagnostics().hasErrors()) {
            return Response.failure(printer.print(file.diagnostics()));
        }
        List<ModelOutline> models = file.models();
        List<String> names = models.stream().map(ModelOutline::name).toList();
        Diagnostics wrong = asWritten(source, name.filter(names::contains));
        if (wrong.hasErrors()) {
            return Response.failure(printer.print(wrong));
        }
        if (name.isEmpty() && models.size() > 1) {
            return Response.failure("error: there are several models; choose one: " + String.join(", ", names) + "\n");
        }
        Optional<ModelOutline> model = models.stream()
                .filter(each -> name.isEmpty() || each.name().equals(name.get()))
                .findFirst();
        if (model.isEmpty()) {
            return Response.failure(
                    "error: there is no model " + name.get() + ", but " + String.join(", ", names) + "\n");
        }
        return change(Draft.of(model.get()), () -> draft.name() + "\n" + text(rows));
    }

    /** Replaces the draft if the new one has no errors, and answers. */
    Response change(Draft next, Supplier<String> answer) {
        Result<Summary> checked = next.check();
        Diagnostics fresh = fresh(checked.diagnostics());
        if (fresh.hasErrors()) {
            return Response.failure(printer.print(fresh));
        }
        earlier.push(draft);
        accept(next, checked);
        return new Response(answer.get(), printer.print(fresh), false, false);
    }

    /** Replaces the draft without a check, because it is too short for one. */
    Response keep(Draft next) {
        earlier.push(draft);
        draft = next;
        return Response.SILENCE;
    }

    Response undo() {
        if (earlier.isEmpty()) {
            return Response.failure("error: there is nothing to undo\n");
        }
        Draft before = earlier.pop();
        accept(before, before.equals(Draft.EMPTY) ? new Result<>(new Diagnostics(), List.of()) : before.check());
        return Response.of(rows.isEmpty() ? RowText.statement(draft.input()) : text(rows));
    }

    Response startAgain() {
        earlier.push(draft);
        accept(Draft.EMPTY, new Result<>(new Diagnostics(), List.of()));
        return Response.SILENCE;
    }

    private void accept(Draft next, Result<Summary> checked) {
        draft = next;
        known = checked.diagnostics();
        rows = checked.models().isEmpty() ? List.of() : checked.models().get(0).rows();
    }

    /** The diagnostics that are new and that matter for an incomplete model. */
    private Diagnostics fresh(Diagnostics all) {
        Set<String> old = known.sorted().stream().map(Session::key).collect(Collectors.toSet());
        Diagnostics fresh = new Diagnostics();
        for (Diagnostic each : all.sorted()) {
            boolean incomplete = each.code() == Code.E0210 || each.code() == Code.E0505 || LATER.contains(each.code());
            if (!incomplete && !old.contains(key(each))) {
                fresh.add(each);
            }
        }
        return fresh;
    }

    private static String key(Diagnostic diagnostic) {
        return diagnostic.code() + diagnostic.message();
    }
}
