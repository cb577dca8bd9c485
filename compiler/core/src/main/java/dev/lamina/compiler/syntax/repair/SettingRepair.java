package dev.lamina.compiler.syntax.repair;

import static dev.lamina.grammar.LaminaLexer.COLON;
import static dev.lamina.grammar.LaminaLexer.EQUALS;
import static dev.lamina.grammar.LaminaLexer.LBRACE;
import static dev.lamina.grammar.LaminaLexer.LOSS;
import static dev.lamina.grammar.LaminaLexer.LPAREN;
import static dev.lamina.grammar.LaminaLexer.MODEL;
import static dev.lamina.grammar.LaminaLexer.NAME;
import static dev.lamina.grammar.LaminaLexer.NUMBER;
import static dev.lamina.grammar.LaminaLexer.RBRACE;
import static dev.lamina.grammar.LaminaLexer.TRAIN;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Fix;
import dev.lamina.compiler.source.ForeignWords;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import java.util.List;

/** Reports settings such as {@code optimizer adam} that stand in a model beside its layers, and puts them into a train block. */
public final class SettingRepair extends TokenRepair {
    /** The words that settings begin with. */
    static final List<String> WORDS =
            List.of("optimizer", "batch", "epochs", "seed", "schedule", "clip", "stop", "freeze", "rate", "shards");

    /** The number of open brackets; settings beside layers are in the braces of the model alone. */
    private int depth;

    private boolean ofModel;

    /** Whether the brace of the model is open, and not the parentheses with its parameters: one of these may be called rate. */
    private boolean inBody;

    /** The index in the result of the word {@code train} whose block is open; -1 outside of train blocks. */
    private int train = -1;

    /** Whether this model has had a loss. */
    private boolean hasLoss;

    private boolean trained;

    private SettingRepair(List<Lexeme> in, SyntaxLog log) {
        super(in, log);
    }

    public static List<Lexeme> repair(List<Lexeme> lexemes, SyntaxLog log) {
        return new SettingRepair(lexemes, log).repaired();
    }

    @Override
    protected void one(Lexeme lexeme) {
        if (lexeme.is(MODEL) || lexeme.is(LaminaParser.BLOCK)) {
            ofModel = lexeme.is(MODEL);
            trained = hasTrain();
            inBody = false;
            hasLoss = false;
            depth = 0;
        }
        if (ofModel && inBody && depth == 1 && begins(at)) {
            settings(lexeme);
            return;
        }
        if (lexeme.is(TRAIN) && typeAt(at + 1) == LPAREN) {
            parentheses(lexeme);
            return;
        }
        if (lexeme.is(LBRACE) && typeBefore(1) == TRAIN) {
            train = out.size() - 1;
        }
        if (lexeme.is(LOSS) && train >= 0 && typeAt(at + 1) == NAME) {
            lossInTrain(lexeme);
            return;
        }
        if (lexeme.is(RBRACE)) {
            train = -1;
        }
        inBody |= lexeme.is(LBRACE);
        hasLoss |= lexeme.is(LOSS);
        depth += lexeme.opens() ? 1 : lexeme.closes() ? -1 : 0;
        out.add(lexeme);
        at++;
    }

    /** Repairs {@code train { loss mse ... }}: the loss stands before the train block. */
    private void lossInTrain(Lexeme loss) {
        int end = typeAt(at + 2) == LPAREN ? behind(at + 2) : at + 2;
        List<Lexeme> moved = in.subList(at, end);
        Span written = loss.span().to(in.get(end - 1).span());
        Diagnostic problem = Diagnostic.of(
                Code.E0503, loss.span(), "`loss` stands in the model, before its train block, and not in it");
        if (hasLoss) {
            log.slip(problem.help("there is one: leave this out", Fix.delete(written)));
        } else {
            Span opening = out.get(train).span();
            Span whole = opening.to(written);
            String between = whole.text().substring(0, written.start() - opening.start());
            log.slip(problem.help(
                    "write `" + written.oneLine() + "` before it",
                    Fix.replace(whole, written.text() + "\n    " + between.stripTrailing())));
            out.addAll(train, moved);
            train += moved.size();
            hasLoss = true;
        }
        at = end;
    }

    private boolean hasTrain() {
        for (int i = at + 1; i < in.size() && typeAt(i) != MODEL && typeAt(i) != LaminaParser.BLOCK; i++) {
            if (typeAt(i) == TRAIN) {
                return true;
            }
        }
        return false;
    }

    /** Whether a setting with its value begins a line at this index. */
    private boolean begins(int index) {
        if (typeAt(index) != NAME
                || isBlock(in.get(index))
                || index == 0
                || in.get(index).sharesLineWith(in.get(index - 1))
                || !isWord(in.get(index).text())) {
            return false;
        }
        boolean sign = typeAt(index + 1) == EQUALS;
        int value = sign ? index + 2 : index + 1;
        int next = typeAt(value + 1);
        boolean sameLine = value < in.size() && in.get(value).sharesLineWith(in.get(index));
        return sameLine
                && (typeAt(value) == NUMBER
                        || typeAt(value) == NAME
                                && (!sign || isOptimizer(in.get(index)))
                                && next != COLON
                                && next != EQUALS);
    }

    /** Whether {@code optimizer = adam} is a setting: any other name before {@code =} and a name may be a label. */
    private static boolean isOptimizer(Lexeme name) {
        return ForeignWords.find(ForeignWords.Section.SETTING, name.text(), List.of("optimizer"))
                        .flatMap(ForeignWords.Translation::ours)
                        .isPresent()
                || name.text().equals("optimizer");
    }

    static boolean isWord(String name) {
        return WORDS.contains(name)
                || ForeignWords.find(ForeignWords.Section.SETTING, name, WORDS).isPresent();
    }

    private void settings(Lexeme first) {
        int end = at + 1;
        int open = 0;
        while (end < in.size() && (open > 0 || !endsSettings(end))) {
            open += in.get(end).opens() ? 1 : in.get(end).closes() ? -1 : 0;
            end++;
        }
        Span written = first.span().to(in.get(end - 1).span());
        Diagnostic problem =
                Diagnostic.of(Code.E0503, first.span(), "`" + first.text() + "` is a setting of `train { ... }`");
        if (trained) {
            log.lost(problem.help("move it into the train block"));
        } else {
            String meant = "train { " + written.text() + " }";
            log.slip(problem.help("put braces around the settings", Fix.replace(written, meant)));
            out.add(new Lexeme(TRAIN, "train", first.span()));
            out.add(new Lexeme(LBRACE, "{", first.span()));
            out.addAll(in.subList(at, end));
            out.add(new Lexeme(RBRACE, "}", written.after()));
        }
        at = end;
    }

    /** Repairs {@code train(optimizer = adam)}. */
    private void parentheses(Lexeme train) {
        int end = behind(at + 1);
        Span written = in.get(at + 1).span().to(in.get(end - 1).span());
        String inner = written.text().substring(1, Math.max(1, written.text().length() - 1));
        log.slip(Diagnostic.of(Code.E0126, train.span(), "`train` needs a body")
                .help("put its settings in braces", Fix.replace(written, " {" + inner + "}")));
        out.add(train);
        out.add(new Lexeme(LBRACE, "{", in.get(at + 1).span()));
        out.addAll(in.subList(at + 2, Math.max(at + 2, end - 1)));
        out.add(new Lexeme(RBRACE, "}", in.get(end - 1).span()));
        at = end;
    }

    private boolean endsSettings(int index) {
        Lexeme lexeme = in.get(index);
        boolean line = !lexeme.sharesLineWith(in.get(index - 1)) && !lexeme.is(LPAREN);
        return lexeme.closes() || lexeme.isKeyword() && !lexeme.is(LaminaParser.FOR) || line && !begins(index);
    }
}
