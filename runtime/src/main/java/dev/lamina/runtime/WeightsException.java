package dev.lamina.runtime;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A file of tensors that cannot be read or written, with everything that is wrong with it; meant to be shown as it is. */
public final class WeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A file with a million wrong tensors is as clear after this many. */
    private static final int SHOWN = 20;

    private final transient Path file;
    private final transient List<String> problems;

    WeightsException(Path file, List<String> problems) {
        super(message(file, problems));
        this.file = file;
        this.problems = List.copyOf(problems);
    }

    WeightsException(Path file, String problem) {
        this(file, List.of(problem));
    }

    WeightsException(Path file, String failed, IOException cause) {
        this(file, failed + ": " + reason(cause));
        initCause(cause);
    }

    /** The file, as it was named by the caller. */
    public Path file() {
        return file;
    }

    /** Each problem in a sentence that names the tensor, without the file. */
    public List<String> problems() {
        return problems;
    }

    /** What to show: the file and its problems, a line each when there are several. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** A name from a file, fit to be printed: in quotes, without control characters, not too long. */
    static String quote(String name) {
        int shown = Math.min(name.length(), 100);
        StringBuilder quoted = new StringBuilder("`");
        for (int i = 0; i < shown; i++) {
            char c = name.charAt(i);
            quoted.append(isPlain(c) ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return quoted.append(shown < name.length() ? "..." : "").append('`').toString();
    }

    /** Whether a character shows itself and does nothing else: no escape sequence, no line, no change of direction. */
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

    private static String message(Path file, List<String> problems) {
        if (problems.size() == 1) {
            return file + ": " + problems.get(0);
        }
        StringBuilder message = new StringBuilder(file + ": " + problems.size() + " problems");
        problems.stream()
                .limit(SHOWN)
                .forEach(problem -> message.append("\n  - ").append(problem));
        if (problems.size() > SHOWN) {
            message.append("\n  - and ").append(problems.size() - SHOWN).append(" more");
        }
        return message.toString();
    }

    private static String reason(IOException cause) {
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
