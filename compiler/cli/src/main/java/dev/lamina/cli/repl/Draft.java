package dev.lamina.cli.repl;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.BlockOutline;
import dev.lamina.compiler.ModelOutline.StatementKind;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model as far as it has been typed, with its blocks. Immutable: a change makes a new draft, so that earlier ones remain for undo.
 *
 * @param documentation what its {@code ///} lines say; may be empty
 * @param parameters values of its parameters, as text
 * @param blocks the blocks beside it
 * @param inputs the statements, by the names of the inputs
 * @param steps what stands between the inputs and the losses
 * @param losses the statements, by the names of their outputs
 * @param train the statement; empty if there is none yet
 */
record Draft(
        String documentation,
        String name,
        Map<String, String> parameters,
        List<Named> blocks,
        List<Named> inputs,
        List<String> steps,
        List<Named> losses,
        String train) {
    /** The name of the file in diagnostics. */
    static final String FILE = "repl";

    static final Draft EMPTY = new Draft("", "Untitled", Map.of(), List.of(), List.of(), List.of(), List.of(), "");

    private static final String INDENT = "    ";

    Draft {
        parameters = new LinkedHashMap<>(parameters);
        blocks = List.copyOf(blocks);
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        losses = List.copyOf(losses);
    }

    /** The text of what is declared by a name. */
    record Named(String name, String text) {
        static Named of(BlockOutline block) {
            String comment = block.documentation()
                    .lines()
                    .map(line -> ("/// " + line).stripTrailing() + "\n")
                    .collect(Collectors.joining());
            return new Named(block.name(), comment + block.span().text());
        }

        /** The list with this in the place of what has the same name; a new name comes last. */
        private List<Named> in(List<Named> list) {
            List<Named> changed = new ArrayList<>(list);
            int before = changed.stream().map(Named::name).toList().indexOf(name);
            if (before < 0) {
                changed.add(this);
            } else {
                changed.set(before, this);
            }
            return changed;
        }
    }

    /** The model of a file, with the blocks of the file. */
    static Draft of(ModelOutline model) {
        List<Named> blocks = model.blocks().stream().map(Named::of).toList();
        Draft draft = new Draft(
                model.documentation(), model.name(), model.parameters(), blocks, List.of(), List.of(), List.of(), "");
        for (int i = 0; i < model.statements().size(); i++) {
            draft = draft.with(model.statements().get(i), CommentedStatement.text(model, i));
        }
        return draft;
    }

    /** With further statements. An input, a loss or a train block takes the place of the one with the same name. */
    Draft with(List<StatementOutline> statements) {
        Draft draft = this;
        for (StatementOutline statement : statements) {
            draft = draft.with(statement, statement.span().text());
        }
        return draft;
    }

    private Draft with(StatementOutline statement, String text) {
        Named named = new Named(statement.name(), text);
        return switch (statement.kind()) {
            case INPUT -> withInput(named);
            case OUTPUT, LAYER, FROM, RESIDUAL, REPEAT -> withStep(text);
            case LOSS -> withLosses(named.in(losses));
            case TRAIN -> new Draft(documentation, name, parameters, blocks, inputs, steps, losses, text);
        };
    }

    private Draft withInput(Named input) {
        List<Named> more = new ArrayList<>(input.in(inputs));
        if (more.size() > inputs.size() && !steps.isEmpty()) {
            // A network begins with the input declared last: what is there keeps its input.
            more.add(0, more.remove(more.size() - 1));
        }
        return new Draft(documentation, name, parameters, blocks, more, steps, losses, train);
    }

    private Draft withLosses(List<Named> all) {
        return new Draft(documentation, name, parameters, blocks, inputs, steps, all, train);
    }

    /** With a step after the last one. The text need not be a step: then the compiler reports an error. */
    Draft withStep(String text) {
        List<String> more = new ArrayList<>(steps);
        more.add(text);
        return new Draft(documentation, name, parameters, blocks, inputs, more, losses, train);
    }

    Draft withoutLastStep() {
        List<String> fewer = steps.subList(0, steps.size() - 1);
        return new Draft(documentation, name, parameters, blocks, inputs, fewer, losses, train);
    }

    /** With blocks; one takes the place of a block with the same name. */
    Draft withBlocks(List<BlockOutline> typed) {
        List<Named> all = blocks;
        for (BlockOutline block : typed) {
            all = Named.of(block).in(all);
        }
        return new Draft(documentation, name, parameters, all, inputs, steps, losses, train);
    }

    Draft withParameter(String parameter, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Draft(documentation, name, more, blocks, inputs, steps, losses, train);
    }

    /** The names of its inputs, outputs and labels: what a later statement may name. */
    List<String> values() {
        return LaminaCompiler.outline(source()).models().stream()
                .flatMap(model -> model.statements().stream())
                .filter(statement -> statement.kind() == StatementKind.INPUT
                        || statement.kind().isStep())
                .map(StatementOutline::name)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The model without its losses and its train block, which ask for outputs that are not there yet. */
    Draft untrained() {
        return new Draft(documentation, name, parameters, blocks, inputs, steps, List.of(), "");
    }

    /** Whether there are no statements yet, but perhaps blocks. */
    boolean isBlocksAlone() {
        return inputs.isEmpty() && steps.isEmpty() && losses.isEmpty() && train.isEmpty();
    }

    /** The blocks as the text of a file. */
    String blocksText() {
        return blocks.stream().map(block -> block.text() + "\n\n").collect(Collectors.joining());
    }

    /** The model as the text of a file. */
    String text() {
        StringBuilder text = new StringBuilder(blocksText());
        documentation
                .lines()
                .forEach(line -> text.append(("/// " + line).stripTrailing()).append('\n'));
        text.append("model ").append(name);
        if (!parameters.isEmpty()) {
            text.append(parameters.entrySet().stream()
                    .map(each -> each.getKey() + " = " + each.getValue())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        text.append(" {\n");
        inputs.forEach(input -> append(text, input.text(), ""));
        steps.forEach(step -> append(text, step, ""));
        for (int i = 0; i < losses.size(); i++) {
            append(text, losses.get(i).text(), i == 0 ? "\n" : "");
        }
        append(text, train, "\n");
        return text.append("}\n").toString();
    }

    private static void append(StringBuilder text, String statement, String before) {
        if (!statement.isEmpty()) {
            text.append(before);
            dedented(statement)
                    .lines()
                    .forEach(
                            line -> text.append((INDENT + line).stripTrailing()).append('\n'));
        }
    }

    /** A statement whose lines after the first have lost their common indentation. */
    static String dedented(String statement) {
        List<String> lines = statement.lines().toList();
        List<String> behind = lines.subList(1, lines.size());
        int indent = behind.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return Stream.concat(
                        Stream.of(lines.get(0)),
                        behind.stream().map(line -> line.isBlank() ? "" : line.substring(indent)))
                .collect(Collectors.joining("\n"));
    }

    SourceFile source() {
        return new SourceFile(FILE, text());
    }

    Result<Summary> check() {
        return LaminaCompiler.check(source(), Options.defaults());
    }
}
