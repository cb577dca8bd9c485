package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Turns ANTLR's tree of a text without errors into records. */
final class TreeBuilder {
    private final SourceFile source;
    private final Scanner scanner;
    private final ExpressionReader expressions;

    TreeBuilder(SourceFile source, Scanner scanner) {
        this.source = source;
        this.scanner = scanner;
        this.expressions = new ExpressionReader(this);
    }

    FileSyntax file(LaminaParser.FileContext context) {
        return new FileSyntax(context.model().stream().map(this::model).toList());
    }

    private ModelSyntax model(LaminaParser.ModelContext context) {
        List<ParameterSyntax> parameters = context.parameters() == null
                ? List.of()
                : context.parameters().parameter().stream().map(this::parameter).toList();
        return new ModelSyntax(
                scanner.documentationBefore(context.MODEL().getSymbol().getStartIndex()),
                name(context.NAME().getSymbol()),
                parameters,
                context.statement().stream().map(this::statement).toList(),
                span(context));
    }

    private ParameterSyntax parameter(LaminaParser.ParameterContext context) {
        return new ParameterSyntax(name(context.NAME().getSymbol()), expression(context.expression()), span(context));
    }

    private StatementSyntax statement(LaminaParser.StatementContext context) {
        if (context.input() != null) {
            return input(context.input());
        }
        if (context.loss() != null) {
            return new StatementSyntax.Loss(call(context.loss().call()), span(context));
        }
        return context.train() != null ? train(context.train()) : layer(context.layer());
    }

    private StatementSyntax input(LaminaParser.InputContext context) {
        return new StatementSyntax.Input(
                name(context.name),
                name(context.kind),
                context.expression().stream().map(this::expression).toList(),
                Optional.ofNullable(context.below()).map(below -> expression(below.expression())),
                span(context));
    }

    private StatementSyntax layer(LaminaParser.LayerContext context) {
        Optional<Name> label = Optional.ofNullable(context.NAME()).map(node -> name(node.getSymbol()));
        return new StatementSyntax.LayerCall(label, call(context.call()), span(context));
    }

    private StatementSyntax train(LaminaParser.TrainContext context) {
        return new StatementSyntax.Train(
                context.setting().stream().map(this::setting).toList(), span(context));
    }

    private Setting setting(LaminaParser.SettingContext context) {
        Name name = name(context.NAME(0).getSymbol());
        if (context.arguments() == null) {
            return new Setting(name, new SettingValue.Amount(expression(context.expression())), span(context));
        }
        Name chosen = name(context.NAME(1).getSymbol());
        Span span = chosen.span().to(span(context));
        return new Setting(
                name,
                new SettingValue.Call(new CallSyntax(chosen, arguments(context.arguments()), span)),
                span(context));
    }

    private CallSyntax call(LaminaParser.CallContext context) {
        List<Argument> arguments = context.arguments() == null ? List.of() : arguments(context.arguments());
        return new CallSyntax(name(context.NAME().getSymbol()), arguments, span(context));
    }

    private List<Argument> arguments(LaminaParser.ArgumentsContext context) {
        return context.argument().stream().map(this::argument).toList();
    }

    private Argument argument(LaminaParser.ArgumentContext context) {
        Optional<Name> name = Optional.ofNullable(context.NAME()).map(node -> name(node.getSymbol()));
        return new Argument(name, expression(context.expression()), span(context));
    }

    private ExpressionSyntax expression(LaminaParser.ExpressionContext context) {
        return context.accept(expressions);
    }

    Name name(Token token) {
        return new Name(token.getText(), span(token, token));
    }

    Span span(ParserRuleContext context) {
        return span(context.getStart(), context.getStop());
    }

    private Span span(Token first, Token last) {
        return source.span(first.getStartIndex(), last.getStopIndex() + 1);
    }
}
