package dev.lamina.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns exceptions of reading and writing files into sentences for the user. */
public final class FileErrors {

    private FileErrors() {}

    /** The message of a failure to read or write a file. */
    public static String message(RuntimeException problem) {
        return problem instanceof UncheckedIOException wrapper && wrapper.getCause() != null
                ? sentence(wrapper.getCause())
                : String.valueOf(problem.getMessage());
    }

    /** A sentence about a failure; Java's own message is often the path alone. */
    public static String sentence(IOException failed) {
        if (!(failed instanceof FileSystemException problem)) {
            return failed.getMessage() == null ? failed.toString() : failed.getMessage();
        }
        String file = problem.getFile() + ": ";
        if (problem instanceof NoSuchFileException) {
            return file + "there is no such file";
        }
        if (problem instanceof AccessDeniedException) {
            return file + "no permission";
        }
        if (problem instanceof NotDirectoryException || problem instanceof FileAlreadyExistsException) {
            return file + "it is a file, not a folder";
        }
        if (problem instanceof DirectoryNotEmptyException) {
            return file + "it is a folder, not a file";
        }
        return file + (problem.getReason() == null ? problem.toString() : problem.getReason());
    }
}
