package dev.lamina.cli.repl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Residuals, shortcuts and repeats that are being typed: what stands before their closing braces. */
final class OpenBodies {
    private static final String LABEL = "(?:output\\s+)?(?:\\w+\\s*:\\s*)?";
    private static final Pattern RESIDUAL = Pattern.compile(LABEL + "\\bresidual\\s*$");
    private static final Pattern REPEAT = Pattern.compile(LABEL + "\\brepeat\\b[^{}]*$");
    private static final Pattern SHORTCUT = Pattern.compile("(?:\\w+\\s*:\\s*)?\\bshortcut\\s*$");

    private OpenBodies() {}

    /**
     * The steps that lead to the end of a text, without the bodies that are still open around them: what a body has so far gives what the
     * same steps give without it. Empty within anything else that is open, such as a block.
     */
    static Optional<String> dissolved(String text) {
        String rest = withoutComments(text);
        for (int brace : open(rest)) {
            Optional<String> head = withoutOpening(rest.substring(0, brace));
            if (head.isEmpty()) {
                return Optional.empty();
            }
            rest = head.get() + "\n" + rest.substring(brace + 1);
        }
        return Optional.of(rest);
    }

    private static String withoutComments(String text) {
        return text.replaceAll("//[^\n]*", "");
    }

    /** Where the brackets are that nothing closes, the innermost first. */
    private static Deque<Integer> open(String text) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            if ("({[".indexOf(text.charAt(i)) >= 0) {
                open.push(i);
            } else if (")}]".indexOf(text.charAt(i)) >= 0) {
                open.poll();
            }
        }
        return open;
    }

    private static Optional<String> withoutOpening(String head) {
        Matcher shortcut = SHORTCUT.matcher(head);
        if (shortcut.find()) {
            String body = head.substring(0, shortcut.start()).stripTrailing();
            return body.endsWith("}") ? withoutOpening(body.substring(0, opening(body))) : Optional.empty();
        }
        Matcher residual = RESIDUAL.matcher(head);
        if (residual.find()) {
            return Optional.of(head.substring(0, residual.start()));
        }
        Matcher repeat = REPEAT.matcher(head);
        return repeat.find() ? Optional.of(head.substring(0, repeat.start())) : Optional.empty();
    }

    /** Where the brace is that the last character closes. */
    private static int opening(String text) {
        int depth = 0;
        for (int i = text.length() - 1; i > 0; i--) {
            depth += text.charAt(i) == '}' ? 1 : text.charAt(i) == '{' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return 0;
    }
}
