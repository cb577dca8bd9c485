package dev.lamina.cli.repl;

import dev.lamina.cli.console.Text;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.BlockOutline;
import dev.lamina.compiler.ModelOutline.StatementKind;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Shaped;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers the lines of a REPL, without a terminal. A line with an error changes nothing. */
public final class Session {
    /** A word, perhaps with arguments behind it, that is neither a call nor a label. */
    private static final Pattern COMMAND = Pattern.compile("(\\w+)(?:\\s+[^\\s(:={][^(={\\n]*)?");

    /** Warnings that make no sense before a model is complete. */
    private static final Set<Code> LATER = Set.of(Code.W0703, Code.W0705, Code.W0706, Code.W0708);

    private static final Pattern BLOCK = Pattern.compile("block\\s+\\w+\\s*[({]");
    private static final Pattern SHORTCUT = Pattern.compile("(?:\\w+\\s*:\\s*)?shortcut\\s*\\{");

    private final Deque<Draft> earlier = new ArrayDeque<>();
    private final Commands commands;
    private final DiagnosticPrinter printer;
    private final int columns;
    private Draft draft = Draft.EMPTY;
    private List<Summary.Row> rows = List.of();
    private Diagnostics known = new Diagnostics();

    /** What was typed of a body before a question within it. */
    private String open = "";

    /** A residual that was refused, perhaps for want of the shortcut on the next line. */
    private String refused = "";

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
        return !isQuestion(text) && !isQuestion(lastLine(text)) && LineParser.isUnfinished(text);
    }

    /** Whether the next line may belong to a line although no bracket is open: a shortcut belongs to its residual. */
    static boolean mayGoOn(String line) {
        List<StatementOutline> statements = LineParser.of(line);
        return !statements.isEmpty()
                && isResidualAlone(statements.get(statements.size() - 1).span().text(), statements);
    }

    /** Whether a line is a shortcut. */
    static boolean isShortcut(String line) {
        return SHORTCUT.matcher(line.strip()).lookingAt();
    }

    private static boolean isResidualAlone(String text, List<StatementOutline> statements) {
        boolean residual = statements.get(statements.size() - 1).kind() == StatementKind.RESIDUAL;
        return residual && !text.replaceAll("//[^\n]*", "").contains("shortcut");
    }

    private static boolean isQuestion(String line) {
        return line.startsWith(":") || line.startsWith("?");
    }

    private static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1).strip();
    }

    /** The lines of a body that is still open after the last answer, which was that of a question within it; else an empty text. */
    String open() {
        return open;
    }

    /** Answers a line, or several that belong together. Not even a bug in Lamina ends the session. */
    Response respond(String line) {
        open = "";
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
        String before = text.substring(0, text.lastIndexOf('\n') + 1);
        if (!before.isEmpty() && isQuestion(lastLine(text))) {
            open = before;
            return within(before, lastLine(text));
        }
        if (text.startsWith(":")) {
            return commands.respond(text.substring(1).strip());
        }
        if (text.startsWith("?")) {
            return ShapeQuery.answer(text.substring(1).strip(), shape(draft), columns);
        }
        if (Set.of("help", "exit", "quit").contains(text)) {
            return commands.respond(text);
        }
        if (text.startsWith("model ") || text.startsWith("///")) {
            // What was typed keeps its positions: blocks that were typed before stand behind it.
            return load(new SourceFile(Draft.FILE, text + "\n\n" + draft.blocksText()), Optional.empty());
        }
        Matcher command = COMMAND.matcher(text);
        if (command.matches() && Commands.NAMES.contains(command.group(1)) && !isBlock(command.group(1))) {
            return Response.failure("error: there is no layer " + command.group(1)
                    + ", but a command of that name: commands begin with a colon, as in :" + text + "\n");
        }
        return isShortcut(text) ? addShortcut(text) : add(text);
    }

    private boolean isBlock(String name) {
        return Pattern.compile("\\bblock\\s+" + name + "\\b")
                .matcher(draft.blocksText())
                .find();
    }

    /** Answers a question within a body or a block whose brace is open. */
    private Response within(String typed, String question) {
        Draft model = draft.untrained();
        Optional<Draft> here = OpenBodies.dissolved(typed).map(model::withStep);
        if (here.isPresent()) {
            return within(typed, question, here, "body");
        }
        Optional<OpenBlock> block = shape(draft).flatMap(shape -> OpenBlock.of(typed, model, shape));
        Response answer = within(typed, question, block.map(OpenBlock::draft), "block");
        return block.isPresent() && !question.equals(":undo") ? block.get().said(answer) : answer;
    }

    private Response within(String typed, String question, Optional<Draft> here, String what) {
        if (question.startsWith("?")) {
            return ShapeQuery.answer(question.substring(1).strip(), here.flatMap(Session::shape), columns);
        }
        if (question.equals(":undo")) {
            String all = typed.stripTrailing();
            open = all.substring(0, all.lastIndexOf('\n') + 1);
            return Response.of(open.isEmpty() ? "" : RowText.statement(lastLine(open.stripTrailing())));
        }
        if (!question.startsWith(":why") || here.isEmpty()) {
            return Response.failure(
                    "error: a " + what + " is open: close it first, or take back its last line with :undo\n");
        }
        Result<Summary> checked = here.get().check();
        if (checked.models().isEmpty()) {
            return Response.failure(printer.print(checked.diagnostics()));
        }
        List<Summary.Row> kept = rows;
        rows = checked.models().get(0).rows();
        Response answer = commands.respond(question.substring(1));
        rows = kept;
        return answer;
    }

    /** The shape that the next layer of a draft would get as input. */
    private static Optional<String> shape(Draft draft) {
        // A layer that leaves its input as it is has the shape; tokens have no such layer, and are an input always.
        List<Shaped.Layer> layers = LaminaCompiler.shapes(
                        draft.untrained().withStep("dropout(0.5)").source(), Options.defaults())
                .layers();
        if (!layers.isEmpty()) {
            return Optional.of(layers.get(layers.size() - 1).shape());
        }
        List<Draft.Named> inputs = draft.inputs();
        return inputs.isEmpty()
                ? Optional.empty()
                : Optional.of(inputs.get(inputs.size() - 1).text().replaceFirst("^input\\s+\\w+\\s*:\\s*", ""));
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
        if (BLOCK.matcher(text).lookingAt()) {
            return addBlocks(text);
        }
        List<StatementOutline> statements = LineParser.of(text);
        boolean one = statements.size() == 1 && statements.get(0).kind().isStep();
        // A single step keeps the comment behind it.
        Draft next = statements.isEmpty() || one ? draft.withStep(text) : draft.with(statements);
        boolean more = next.inputs().equals(draft.inputs());
        int before = more ? rows.size() : 0;
        Response answer = change(
                next, () -> rows.size() > before ? text(rows.subList(before, rows.size())) : RowText.statement(text));
        refused = answer.failed() && mayGoOn(text) ? text : "";
        return answer;
    }

    /** Adds blocks. If there is no text of a block, it has an error, which the compiler finds. */
    private Response addBlocks(String text) {
        List<BlockOutline> blocks = LineParser.blocks(text);
        if (blocks.isEmpty()) {
            return Response.failure(
                    printer.print(LaminaCompiler.outline(new SourceFile(Draft.FILE, text + "\nmodel Line {\n}\n"))
                            .diagnostics()));
        }
        Draft next = draft.withBlocks(blocks);
        boolean changes = next.blocks().size() < draft.blocks().size() + blocks.size();
        return change(
                next,
                () -> changes && !rows.isEmpty()
                        ? text(rows)
                        : blocks.stream()
                                .map(block -> "  block " + block.head() + "\n")
                                .collect(Collectors.joining()));
    }

    /** Adds a shortcut to the residual before it, which may have been refused because its body changes the shape. */
    private Response addShortcut(String text) {
        if (!refused.isEmpty()) {
            return add(refused + " " + text);
        }
        List<String> steps = draft.steps();
        String last = steps.isEmpty() ? "" : steps.get(steps.size() - 1);
        if (!mayGoOn(last)) {
            return Response.failure("error: a shortcut stands behind a residual\n");
        }
        return change(draft.withoutLastStep().withStep(last + " " + text), () -> text(rows));
    }

    /** The diagnostics with the positions of the file itself: the draft that is made of it has other lines. */
    private Diagnostics asWritten(SourceFile source, Optional<String> model) {
        Options options = model.map(Options.defaults()::withModel).orElseGet(Options::defaults);
        return fresh(LaminaCompiler.check(source, options).diagnostics(), false);
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
        Diagnostics fresh = fresh(checked.diagnostics(), next.isBlocksAlone());
        if (fresh.hasErrors()) {
            return Response.failure(printed(fresh, next));
        }
        earlier.push(draft);
        accept(next, checked);
        return new Response(answer.get(), printed(fresh, next), false, false);
    }

    /** The diagnostics of a draft; those at its first and last line, which nobody has typed, show no text. */
    private String printed(Diagnostics all, Draft of) {
        List<String> lines = of.text().lines().toList();
        Diagnostics typed = new Diagnostics();
        StringBuilder others = new StringBuilder();
        for (Diagnostic each : all.sorted()) {
            String line = lines.get(Math.min(each.span().line(), lines.size()) - 1);
            if (line.equals("}") || line.startsWith("model " + of.name())) {
                String message = each.message().replace("`" + Draft.EMPTY.name() + "`", "the model");
                others.append(each.severity().word() + "[" + each.code() + "]: " + message + "\n");
                each.help().ifPresent(help -> others.append("help: " + help.text() + "\n"));
            } else {
                typed.add(each);
            }
        }
        return (typed.isEmpty() ? "" : printer.print(typed)) + others;
    }

    /** Replaces the draft without a check, because it is too short for one. */
    Response keep(Draft next) {
        earlier.push(draft);
        draft = next;
        return Response.SILENCE;
    }

    /** Takes the last {@code lines} answered lines back. */
    Response undo(int lines) {
        if (earlier.size() < lines) {
            return Response.failure(
                    earlier.isEmpty()
                            ? "error: there is nothing to undo\n"
                            : "error: only " + Text.count(earlier.size(), "line") + " can be taken back\n");
        }
        Draft before = draft;
        for (int i = 0; i < lines; i++) {
            before = earlier.pop();
        }
        accept(before, before.equals(Draft.EMPTY) ? new Result<>(new Diagnostics(), List.of()) : before.check());
        return Response.of(rows.isEmpty() ? RowText.statement(lastInput()) : text(rows));
    }

    private String lastInput() {
        List<Draft.Named> inputs = draft.inputs();
        return inputs.isEmpty() ? "" : inputs.get(inputs.size() - 1).text();
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

    /**
     * The diagnostics that are new and that matter for an incomplete model.
     *
     * @param blocksAlone whether there is no model yet, so that it may lack its input
     */
    private Diagnostics fresh(Diagnostics all, boolean blocksAlone) {
        Set<String> old = known.sorted().stream().map(Session::key).collect(Collectors.toSet());
        Diagnostics fresh = new Diagnostics();
        for (Diagnostic each : all.sorted()) {
            boolean incomplete = each.code() == Code.E0210 || each.code() == Code.E0505 || LATER.contains(each.code());
            boolean fine = each.code() == Code.E0208 ? blocksAlone : incomplete || old.contains(key(each));
            if (!fine) {
                fresh.add(each);
            }
        }
        return fresh;
    }

    private static String key(Diagnostic diagnostic) {
        return diagnostic.code() + diagnostic.message();
    }
}
