package dev.lamina.compiler.syntax.repair;

import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.ExpectedTokens;
import dev.lamina.compiler.syntax.Lexeme;
import dev.lamina.compiler.syntax.SyntaxLog;
import dev.lamina.grammar.LaminaParser;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.misc.IntervalSet;

/** ANTLR's error strategy: reports one error per statement and continues with the next statement. */
public final class StatementRecovery extends DefaultErrorStrategy {
    private final SourceFile source;
    private final SyntaxLog log;

    public StatementRecovery(SourceFile source, SyntaxLog log) {
        this.source = source;
        this.log = log;
    }

    /** Does not insert or remove tokens: errors with a certain correction were repaired before parsing. */
    @Override
    public Token recoverInline(Parser recognizer) {
        throw new InputMismatchException(recognizer);
    }

    @Override
    public void reportError(Parser recognizer, RecognitionException error) {
        if (!inErrorRecoveryMode(recognizer)) {
            beginErrorCondition(recognizer);
            report(recognizer, error.getOffendingToken(), error.getExpectedTokens());
        }
    }

    /** Passes the error on to the rule of the statement, so that the rest of it is not parsed as another statement. */
    @Override
    public void recover(Parser recognizer, RecognitionException error) {
        switch (recognizer.getContext().getRuleIndex()) {
            case LaminaParser.RULE_statement, LaminaParser.RULE_step, LaminaParser.RULE_setting -> {
                if (recognizer.getCurrentToken() == recognizer.getContext().getStart()) {
                    recognizer.consume();
                }
                skipToStatement(recognizer);
            }
            case LaminaParser.RULE_model, LaminaParser.RULE_block -> skipTo(recognizer, LaminaParser.MODEL);
            case LaminaParser.RULE_file -> skipTo(recognizer, Token.EOF);
            default -> throw error;
        }
    }

    /** Skips tokens that begin no statement; otherwise they would end the loop over statements, and the model. */
    @Override
    public void sync(Parser recognizer) {
        int rule = recognizer.getContext().getRuleIndex();
        ATNState state = recognizer.getATN().states.get(recognizer.getState());
        boolean loop =
                state.getStateType() == ATNState.STAR_LOOP_BACK || state.getStateType() == ATNState.STAR_LOOP_ENTRY;
        boolean betweenStatements = loop
                && (rule == LaminaParser.RULE_model
                        || rule == LaminaParser.RULE_body
                        || rule == LaminaParser.RULE_train);
        if (!betweenStatements) {
            return;
        }
        IntervalSet possible = recognizer.getExpectedTokens();
        while (!possible.contains(recognizer.getCurrentToken().getType())
                && recognizer.getCurrentToken().getType() != Token.EOF) {
            if (!inErrorRecoveryMode(recognizer)) {
                report(recognizer, recognizer.getCurrentToken(), possible);
            }
            recognizer.consume();
            skipToStatement(recognizer);
        }
    }

    private void skipToStatement(Parser recognizer) {
        int depth = 0;
        Token token = recognizer.getCurrentToken();
        while (token.getType() != Token.EOF && !(depth == 0 && isBoundary(recognizer))) {
            depth += depthChange(token.getType());
            recognizer.consume();
            token = recognizer.getCurrentToken();
        }
        endErrorCondition(recognizer);
    }

    private static int depthChange(int type) {
        return switch (type) {
            case LaminaParser.LBRACE -> 1;
            case LaminaParser.RBRACE -> -1;
            default -> 0;
        };
    }

    private static boolean isBoundary(Parser recognizer) {
        Token token = recognizer.getCurrentToken();
        return switch (token.getType()) {
            case LaminaParser.INPUT,
                    LaminaParser.LOSS,
                    LaminaParser.TRAIN,
                    LaminaParser.MODEL,
                    LaminaParser.BLOCK,
                    LaminaParser.FROM,
                    LaminaParser.OUTPUT,
                    LaminaParser.REPEAT,
                    LaminaParser.RESIDUAL,
                    LaminaParser.RBRACE -> true;
            case LaminaParser.NAME ->
                token.getLine()
                        != recognizer
                                .getInputStream()
                                .get(token.getTokenIndex() - 1)
                                .getLine();
            default -> false;
        };
    }

    private void skipTo(Parser recognizer, int type) {
        while (recognizer.getCurrentToken().getType() != type
                && recognizer.getCurrentToken().getType() != Token.EOF) {
            recognizer.consume();
        }
        endErrorCondition(recognizer);
    }

    private void report(Parser recognizer, Token token, IntervalSet expected) {
        Span span = source.span(token.getStartIndex(), token.getStopIndex() + 1);
        String message = token.getType() == Token.EOF
                ? "the file ends too early"
                : Lexeme.quoted(token.getText()) + " does not fit here";
        if (token.getType() == LaminaParser.SHORTCUT) {
            log.echo(Diagnostic.of(Code.E0101, span, "a shortcut stands directly behind the body of a residual")
                    .help("as in `residual { ... } shortcut { ... }`"));
            return;
        }
        boolean inBody = expected.contains(LaminaParser.FROM) && !expected.contains(LaminaParser.LOSS);
        if (inBody && isOfModel(token)) {
            log.echo(Diagnostic.of(
                    Code.E0101, span, Lexeme.quoted(token.getText()) + " stands in a model, not in a body or a block"));
            return;
        }
        // After these tokens a value may follow, but ANTLR lists only the tokens that end the list.
        Token before = token.getTokenIndex() > 0 ? recognizer.getInputStream().get(token.getTokenIndex() - 1) : token;
        boolean wantsValue = before.getType() == LaminaParser.LPAREN || before.getType() == LaminaParser.COMMA;
        String wanted = wantsValue ? "a value" : ExpectedTokens.describe(expected);
        log.echo(Diagnostic.of(Code.E0101, span, message).label(wanted.isEmpty() ? "" : "expected " + wanted));
    }

    private static boolean isOfModel(Token token) {
        return switch (token.getType()) {
            case LaminaParser.INPUT, LaminaParser.LOSS, LaminaParser.OUTPUT, LaminaParser.TRAIN -> true;
            default -> false;
        };
    }
}
