package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.FileErrors;
import dev.lamina.cli.console.FileNames;
import dev.lamina.cli.console.StandardOutput;
import dev.lamina.cli.data.DataException;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.Printable;
import dev.lamina.runtime.WeightsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into messages and exit codes; prints a stack trace if {@code --stacktrace} was given. */
final class Failures {

    private final Console console;

    Failures(Console console) {
        this.console = console;
    }

    /** Reports an error in the command line. */
    int usage(ParameterException problem, String[] arguments) {
        CommandLine line = problem.getCommandLine();
        error(message(problem));
        if (problem instanceof UnmatchedArgumentException unmatched) {
            near(unmatched).ifPresent(word -> console.err().println("did you mean `" + word + "`?"));
        }
        console.err().println("usage: " + line.getHelp().synopsis(0).strip());
        console.err().println("more: " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** The words of picocli, but for a verb that does not exist, whose arguments are not wrong. */
    private static String message(ParameterException problem) {
        boolean verbIsMissing = problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !unmatched.getUnmatched().isEmpty()
                && !problem.getCommandLine().getSubcommands().isEmpty();
        return verbIsMissing
                ? "there is no verb "
                        + ((UnmatchedArgumentException) problem).getUnmatched().get(0)
                : String.valueOf(problem.getMessage());
    }

    /** The verb or option that is most similar to the first word that is none. */
    private static Optional<String> near(UnmatchedArgumentException problem) {
        if (problem.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        String written = problem.getUnmatched().get(0).replaceFirst("=.*", "");
        if (written.length() < 3) { // a dash and a letter are one change apart from each other
            return Optional.empty();
        }
        CommandLine line = problem.getCommandLine();
        List<String> known = written.startsWith("-")
                ? line.getCommandSpec().options().stream()
                        .flatMap(option -> Arrays.stream(option.names()))
                        .toList()
                : List.copyOf(line.getSubcommands().keySet());
        return NearestName.of(written, known);
    }

    /** Reports an exception of a verb. */
    int execution(Exception problem, CommandLine line, ParseResult arguments) {
        if (line.getCommandSpec().userObject() instanceof Verb verb && verb.stackTraceWanted()) {
            console.err().println(trace(problem));
        }
        return report(problem);
    }

    /** Reports that results could not be printed and returns the exit code; a reader that closed its pipe is no error. */
    int output(int code) {
        if (console.out() instanceof StandardOutput out && out.closed()) {
            return code == ExitCode.FINE ? ExitCode.CLOSED_PIPE : code;
        }
        Optional<IOException> reason = console.out() instanceof StandardOutput out ? out.failure() : Optional.empty();
        error("standard output: " + reason.map(FileErrors::sentence).orElse("it cannot be written"));
        return code == ExitCode.FINE ? ExitCode.INPUT : code;
    }

    /** Java's text of an exception. Lines of a message that Java has not begun are part of a name, and escaped. */
    private static String trace(Throwable problem) {
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return Printable.message(text.toString()
                .replaceAll("\\R\t", "\n    ")
                .replaceAll("\\R(?=Caused by: |\\z)", "\n  ")
                .stripTrailing());
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
            error(FileErrors.sentence(failed));
            return ExitCode.INPUT;
        }
        error("this is a bug in lamina: " + problem);
        console.err()
                .println("please report it with the command line and the model; --stacktrace shows where it happened");
        return ExitCode.BUG;
    }

    private void error(String message) {
        if (!message.isEmpty()) {
            console.err().println("error: " + Printable.message(message));
        }
    }
}
