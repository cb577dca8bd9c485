package dev.lamina.cli.repl;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.ModelOutline;
import dev.lamina.compiler.ModelOutline.BlockOutline;
import dev.lamina.compiler.ModelOutline.StatementOutline;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** Parses what the user typed. */
final class LineParser {
    private LineParser() {}

    /** The statements of a text; none if it has a syntax error or warning. */
    static List<StatementOutline> of(String text) {
        Result<ModelOutline> file =
                LaminaCompiler.outline(new SourceFile(Draft.FILE, "model Line {\n" + text + "\n}\n"));
        boolean parses = file.diagnostics().isEmpty() && file.models().size() == 1;
        return parses ? file.models().get(0).statements() : List.of();
    }

    /** The blocks of a text that begins with one; none if it has a syntax error or warning. */
    static List<BlockOutline> blocks(String text) {
        Result<ModelOutline> file = LaminaCompiler.outline(new SourceFile(Draft.FILE, text + "\nmodel Line {\n}\n"));
        boolean parses = file.diagnostics().isEmpty() && file.models().size() == 1;
        return parses ? file.models().get(0).blocks() : List.of();
    }

    /** What cannot end a call that goes on in the next line. */
    private static final Pattern GOES_ON = Pattern.compile("[,(=+*/-]\\s*$");

    /**
     * Whether a bracket is still open, so that further lines belong to it. Bodies have many lines; a call that has goes on where its line
     * ends with a comma; sizes stand in one line. Otherwise a bracket too many would swallow all that is typed after it.
     */
    static boolean isUnfinished(String text) {
        Deque<Character> open = new ArrayDeque<>();
        for (String line : text.split("\n", -1)) {
            int comment = line.indexOf("//");
            String code = comment < 0 ? line : line.substring(0, comment);
            for (int i = 0; i < code.length(); i++) {
                char each = code.charAt(i);
                if ("({[".indexOf(each) >= 0) {
                    open.push(each);
                } else if (")}]".indexOf(each) >= 0 && open.poll() == null) {
                    return false;
                }
            }
            boolean goesOn = GOES_ON.matcher(code).find() || code.isBlank();
            while (!open.isEmpty() && (open.peek() == '[' || open.peek() == '(' && !goesOn)) {
                open.pop();
            }
        }
        return !open.isEmpty();
    }
}
