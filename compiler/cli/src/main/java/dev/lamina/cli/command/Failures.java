package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.FileNames;
import dev.lamina.cli.console.StandardOutput;
import dev.lamina.cli.data.DataException;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ended a command early into a message and an exit code; a stack trace only for those who ask. */
public final class Failures {

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /** Something is wrong with the command line. */
    int usage(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        error(String.valueOf(problem.getMessage()));
        if (problem instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                console.err().println("did you mean: " + String.join(", ", near) + "?");
            }
        }
        console.err().println("usage: " + line.getHelp().synopsis(0).strip());
        console.err().println("more: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** Something went wrong while a verb did its work. */
    int execution(Exception problem, CommandLine line, ParseResult arguments) {
        if (line.getCommandSpec().userObject() instanceof Verb verb && verb.stackTraceWanted()) {
            problem.printStackTrace(console.err());
        }
        return report(problem);
    }

    /** Results could not be printed; returns the exit code in place of another one. A reader that has enough is no error. */
    int output(int code) {
        if (console.out() instanceof StandardOutput out && out.closed()) {
            return code == ExitCode.FINE ? ExitCode.CLOSED_PIPE : code;
        }
        Optional<IOException> reason = console.out() instanceof StandardOutput out ? out.failure() : Optional.empty();
        error("standard output: " + reason.map(Failures::sentence).orElse("it cannot be written"));
        return code == ExitCode.FINE ? ExitCode.INPUT : code;
    }

    private int report(Throwable problem) {
        if (problem instanceof Failure || problem instanceof DataException || problem instanceof WeightsException) {
            error(String.valueOf(problem.getMessage()));
            return ExitCode.INPUT;
        }
        if (problem instanceof InvalidPathException wrong) { // such as a default name, made of the model's
            error(FileNames.message(wrong));
            return ExitCode.INPUT;
        }
        if (problem instanceof CancellationException) {
            error(String.valueOf(problem.getMessage()));
            return ExitCode.INTERRUPTED;
        }
        if (problem instanceof UncheckedIOException wrapper && wrapper.getCause() != null) {
            return report(wrapper.getCause());
        }
        if (problem instanceof IOException failed) {
            error(sentence(failed));
            return ExitCode.INPUT;
        }
        error("this is a bug in lamina: " + problem);
        console.err()
                .println("please report it with the command line and the model; --stacktrace shows where it happened");
        return ExitCode.BUG;
    }

    /** What a failure to read or write a file says. */
    static String message(RuntimeException problem) {
        return problem instanceof UncheckedIOException wrapper && wrapper.getCause() != null
                ? sentence(wrapper.getCause())
                : String.valueOf(problem.getMessage());
    }

    private void error(String message) {
        if (!message.isEmpty()) {
            console.err().println("error: " + message);
        }
    }

    /** Java's messages for files are often the path alone. */
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
