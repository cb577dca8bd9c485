package dev.lamina.cli.repl;

import dev.lamina.compiler.ModelOutline.BlockOutline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block that is being typed, as if the model called it next. A parameter without a default stands for the number of features of the value
 * before: many blocks keep it, and an answer says so.
 *
 * @param draft the model with what has been typed of the block, and with the call
 * @param assumed the parameters without a default, as in {@code filters = 16}; may be empty
 */
record OpenBlock(Draft draft, List<String> assumed) {
    private static final Pattern SIZES = Pattern.compile("(\\w+)\\[([^]]*)].*");

    OpenBlock {
        assumed = List.copyOf(assumed);
    }

    /**
     * The block that a text ends in; empty if the text does not begin with one, or has an error.
     *
     * @param draft the model so far
     * @param shape what the next layer of the model gets
     */
    static Optional<OpenBlock> of(String typed, Draft draft, String shape) {
        int brace = typed.indexOf('{');
        Optional<String> steps = brace < 0
                ? Optional.empty()
                : OpenBodies.dissolved(typed.substring(brace + 1)).map(String::strip);
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        List<BlockOutline> blocks = LineParser.blocks(typed.substring(0, brace) + "{\n" + steps.get() + "\n}");
        if (blocks.size() != 1) {
            return Optional.empty();
        }
        List<String> required = required(blocks.get(0).head());
        String features = features(shape);
        String call = required.isEmpty()
                ? blocks.get(0).name()
                : blocks.get(0).name() + "("
                        + String.join(
                                ", ", required.stream().map(each -> features).toList()) + ")";
        Draft called = steps.get().isEmpty() ? draft : draft.withBlocks(blocks).withStep(call);
        return Optional.of(new OpenBlock(
                called, required.stream().map(each -> each + " = " + features).toList()));
    }

    /** The answer to a question, which says what is assumed. */
    Response said(Response answer) {
        return answer.failed() || assumed.isEmpty()
                ? answer
                : new Response(
                        "  with " + String.join(", ", assumed) + ":\n" + answer.out(),
                        answer.err(),
                        false,
                        answer.ended());
    }

    /** The parameters of a head such as {@code Basic(filters, stride = 1)} that have no default. */
    private static List<String> required(String head) {
        List<String> names = new ArrayList<>();
        int open = head.indexOf('(');
        if (open < 0) {
            return names;
        }
        for (String parameter : head.substring(open + 1, head.lastIndexOf(')')).split(",")) {
            if (parameter.strip().matches("\\w+")) {
                names.add(parameter.strip());
            }
        }
        return names;
    }

    /** The number of channels of an image, or of features. */
    private static String features(String shape) {
        Matcher sizes = SIZES.matcher(shape);
        if (!sizes.matches()) {
            return "1";
        }
        String[] each = sizes.group(2).split(",");
        return each[sizes.group(1).equals("image") ? 0 : each.length - 1].strip();
    }
}
