package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.model.InputKind;
import dev.lamina.compiler.model.TrainSetting;
import dev.lamina.compiler.reference.ReferencePage;
import dev.lamina.compiler.signature.ArgumentKind;
import dev.lamina.compiler.signature.CallKind;
import java.util.List;
import java.util.Optional;

/**
 * The word by which model files call a layer, loss, optimizer or schedule, with its declared arguments: for help, completion and diagrams.
 *
 * @param category what it is for: {@code activation}, {@code pooling}, …
 * @param summary one sentence
 * @param usage the call with all its arguments and their defaults
 */
public record Keyword(String name, String category, String summary, String usage, List<Argument> arguments) {
    public Keyword {
        arguments = List.copyOf(arguments);
    }

    /**
     * An argument of a call.
     *
     * @param defaultValue the value of an omitted argument, or the name of the argument that it is equal to; empty if it is required
     * @param positional whether it may be written without its name
     * @param words its allowed values as far as these are words
     * @param values a description of its allowed values
     */
    public record Argument(
            String name,
            Form form,
            Optional<String> defaultValue,
            boolean positional,
            List<String> words,
            String values,
            String meaning) {
        public Argument {
            words = List.copyOf(words);
        }

        public boolean isRequired() {
            return defaultValue.isEmpty();
        }
    }

    /** How an argument's value is written. */
    public enum Form {
        /** A whole number. */
        WHOLE,
        /** A whole number, or two: (height, width). */
        PAIR,
        /** One whole number, two (height, width) or four (top, bottom, left, right), or one of {@link Argument#words}. */
        SIDES,
        /** Any number. */
        NUMBER,
        /** One number or several in parentheses, or one of {@link Argument#words}. */
        NUMBERS,
        /** One of {@link Argument#words}. */
        WORD
    }

    public static List<Keyword> layers() {
        return Layers.ALL.stream().map(Keyword::of).toList();
    }

    public static List<Keyword> losses() {
        return Layers.LOSSES.stream().map(Keyword::of).toList();
    }

    public static List<Keyword> optimizers() {
        return Layers.OPTIMIZERS.stream().map(Keyword::of).toList();
    }

    public static List<Keyword> schedules() {
        return Layers.SCHEDULES.stream().map(Keyword::of).toList();
    }

    /** The names of the kinds of input. */
    public static List<String> inputs() {
        return InputKind.keywords();
    }

    /** The names of the settings of a {@code train} block. */
    public static List<String> settings() {
        return TrainSetting.keywords();
    }

    /** Layers, then losses, optimizers and schedules, each in the order of the reference. */
    public static List<Keyword> all() {
        return Layers.documented().stream().map(Keyword::of).toList();
    }

    public static Optional<Keyword> find(String name) {
        return all().stream().filter(each -> each.name.equals(name)).findFirst();
    }

    /** Its page of the reference, in Markdown. */
    public String page() {
        return ReferencePage.of(name);
    }

    private static Keyword of(CallKind<?> kind) {
        return new Keyword(
                kind.keyword(),
                kind.category().word(),
                kind.summary(),
                kind.usage(),
                kind.arguments().stream().map(Keyword::of).toList());
    }

    private static Argument of(ArgumentKind argument) {
        boolean flag = argument.type() == ArgumentKind.Type.FLAG;
        return new Argument(
                argument.name(),
                form(argument),
                argument.defaultValue(),
                argument.positional(),
                flag ? List.of("true", "false") : argument.words(),
                ReferencePage.values(argument),
                argument.meaning());
    }

    private static Form form(ArgumentKind argument) {
        return switch (argument.type()) {
            case WHOLE -> Form.WHOLE;
            case PAIR -> Form.PAIR;
            case SIDES -> Form.SIDES;
            case NUMBER -> Form.NUMBER;
            case NUMBERS -> Form.NUMBERS;
            case FLAG, WORD -> Form.WORD;
        };
    }
}
