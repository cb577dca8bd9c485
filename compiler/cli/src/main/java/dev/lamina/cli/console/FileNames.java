package dev.lamina.cli.console;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/** Converts the names of files that users give to paths; throws messages for names that Java cannot use. */
public final class FileNames {

    private FileNames() {}

    /** The path of a model file, or of a file named after the model. */
    public static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException wrong) {
            throw new Failure(message(wrong));
        }
    }

    /** The path that an option gives. */
    public static Path option(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException wrong) {
            throw new TypeConversionException(message(wrong));
        }
    }

    /** The message for a name that cannot be used: Java encodes names by the locale, and those of C and POSIX know ASCII alone. */
    public static String message(InvalidPathException wrong) {
        String refused = "\"" + wrong.getInput() + "\" cannot be the name of a file";
        Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        return names.equals(StandardCharsets.UTF_8)
                ? refused + ": " + wrong.getReason()
                : refused + " in this locale, in which Java knows letters of " + names
                        + " only; LC_ALL=C.UTF-8 in the environment, or another UTF-8 locale, helps";
    }
}
