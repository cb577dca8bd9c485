package dev.lamina.runtime;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;

/** A failure to read or write a file of tensors, with everything that is wrong with it. Its message is meant for users. */
public final class WeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The most problems that the message lists. */
    private static final int SHOWN = 20;

    private final String source;
    private final String[] problems;

    WeightsException(String source, List<String> problems) {
        super(message(source, problems));
        this.source = source;
        this.problems = problems.toArray(new String[0]);
    }

    WeightsException(String source, String problem) {
        this(source, List.of(problem));
    }

    WeightsException(String source, String failed, Exception cause) {
        this(source, failed + ": " + reason(cause));
        initCause(cause);
    }

    /** Where the tensors were to be read from or written to: the path as the caller named it, or which kind of stream. */
    public String source() {
        return source;
    }

    /** Each problem in a sentence that names the tensor, without the source. */
    public List<String> problems() {
        return List.of(problems);
    }

    /** The source and its problems, each on its own line if there are several. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** A name from a file, made safe to print: in quotes, without control characters, shortened if it is long. */
    static String quote(String name) {
        return "`" + plain(name) + "`";
    }

    /** As {@link #quote}, without the quotes. */
    static String plain(String name) {
        int shown = Math.min(name.length(), 100);
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            char c = name.charAt(i);
            quoted.append(isPlain(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append(shown < name.length() ? "..." : "").toString();
    }

    /** Whether a character is printable and has no other effect, such as an escape sequence, a line break or a change of direction. */
    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String message(String source, List<String> problems) {
        if (problems.size() == 1) {
            return source + ": " + problems.get(0);
        }
        StringBuilder message = new StringBuilder(source + ": " + problems.size() + " problems");
        problems.stream()
                .limit(SHOWN)
                .forEach(problem -> message.append("\n  - ").append(problem));
        if (problems.size() > SHOWN) {
            message.append("\n  - and ").append(problems.size() - SHOWN).append(" more");
        }
        return message.toString();
    }

    private static String reason(Exception cause) {
        if (cause instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (cause instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (cause instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    }
}
