package dev.lamina.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds statements that repeat with other numbers, as those do that declare the parameters of a repeated body, and writes a loop instead. The
 * numbers of a statement may be the same in all repetitions, or grow by a constant from each to the next.
 */
final class CountedLoops {
    /** The most statements that are looked at as one body. */
    private static final int MOST_STATEMENTS = 16;

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final List<Template> templates;

    private CountedLoops(List<String> statements) {
        this.templates = statements.stream().map(Template::of).toList();
    }

    /** Statements that run {@code times} times. If that is more than once, they use the loop variable {@code i}. */
    record Piece(List<String> statements, int times) {
        /** @param writer makes code of the text of a statement */
        CodeBlock code(Function<String, CodeBlock> writer) {
            CodeBlock.Builder code = CodeBlock.builder();
            if (times > 1) {
                code.beginControlFlow("for (int i = 0; i < $L; i++)", times);
            }
            statements.forEach(statement -> code.addStatement(writer.apply(statement)));
            if (times > 1) {
                code.endControlFlow();
            }
            return code.build();
        }
    }

    /** The pieces that have the same effect as some statements, in order. */
    static List<Piece> of(List<String> statements) {
        return new CountedLoops(statements).pieces(statements);
    }

    private List<Piece> pieces(List<String> statements) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        while (at < statements.size()) {
            Repetition found = Repetition.at(at, statements.size(), MOST_STATEMENTS, this::continues);
            List<String> body = new ArrayList<>(statements.subList(at, at + found.size()));
            if (found.isRepeated()) {
                for (int i = 0; i < body.size(); i++) {
                    body.set(i, templates.get(at + i).loop(templates.get(at + i + found.size())));
                }
            }
            pieces.add(new Piece(body, found.times()));
            at += found.covered();
        }
        return pieces;
    }

    private boolean continues(int at, int size, int next) {
        Template before = templates.get(next - size);
        boolean first = next - size < at + size;
        return first
                ? before.leadsTo(templates.get(next))
                : before.leadsTo(templates.get(next))
                        && templates.get(next - 2 * size).step(before).equals(before.step(templates.get(next)));
    }

    /**
     * A statement, cut at its numbers.
     *
     * @param texts what is before each number, and behind the last
     */
    private record Template(List<String> texts, List<String> numbers) {
        static Template of(String statement) {
            List<String> texts = new ArrayList<>();
            List<String> numbers = new ArrayList<>();
            Matcher matcher = NUMBER.matcher(statement);
            int end = 0;
            while (matcher.find()) {
                texts.add(statement.substring(end, matcher.start()));
                numbers.add(matcher.group());
                end = matcher.end();
            }
            texts.add(statement.substring(end));
            return new Template(texts, numbers);
        }

        /** Whether only whole numbers differ. */
        boolean leadsTo(Template next) {
            if (!texts.equals(next.texts)) {
                return false;
            }
            for (int i = 0; i < numbers.size(); i++) {
                boolean same = numbers.get(i).equals(next.numbers.get(i));
                if (!same && !(isWhole(i) && isShort(numbers.get(i)) && isShort(next.numbers.get(i)))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether a number is no part of a decimal fraction. */
        private boolean isWhole(int number) {
            String after = texts.get(number + 1);
            return !texts.get(number).equals(".") && !after.equals(".") && !after.matches("[Ef]\\b.*");
        }

        private static boolean isShort(String number) {
            return number.length() < 10 && (number.equals("0") || !number.startsWith("0"));
        }

        /** How much each number grows. */
        List<Integer> step(Template next) {
            List<Integer> step = new ArrayList<>(Collections.nCopies(numbers.size(), 0));
            for (int i = 0; i < numbers.size(); i++) {
                if (!numbers.get(i).equals(next.numbers.get(i))) {
                    step.set(i, Integer.parseInt(next.numbers.get(i)) - Integer.parseInt(numbers.get(i)));
                }
            }
            return step;
        }

        /** The statement in a loop of which {@code next} is the second iteration. */
        String loop(Template next) {
            List<Integer> step = step(next);
            StringBuilder code = new StringBuilder(texts.get(0));
            for (int i = 0; i < numbers.size(); i++) {
                String after = texts.get(i + 1);
                if (step.get(i) == 0) {
                    code.append(numbers.get(i)).append(after);
                } else if (isQuoted(code)) {
                    code.append("\" + ").append(term(numbers.get(i), step.get(i), true));
                    code.append(after.startsWith("\"") ? after.substring(1) : " + \"" + after);
                } else {
                    code.append(term(numbers.get(i), step.get(i), false)).append(after);
                }
            }
            return code.toString();
        }

        private static boolean isQuoted(StringBuilder code) {
            return code.chars().filter(each -> each == '"').count() % 2 == 1;
        }

        private static String term(String start, int step, boolean inSum) {
            String product = Math.abs(step) == 1 ? "i" : "i * " + Math.abs(step);
            if (start.equals("0") && step > 0) {
                return product;
            }
            String sum = step == 1 ? "i + " + start : start + (step < 0 ? " - " : " + ") + product;
            return inSum ? "(" + sum + ")" : sum;
        }
    }
}
