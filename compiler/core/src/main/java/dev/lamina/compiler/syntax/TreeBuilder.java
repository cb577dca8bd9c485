package dev.lamina.compiler.syntax;

import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.StatementSyntax.Step;
import dev.lamina.grammar.LaminaParser;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Converts ANTLR's parse tree, which has no errors, into records. */
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
        return new FileSyntax(
                context.model().stream().map(this::model).toList(),
                context.block().stream().map(this::block).toList());
    }

    private BlockSyntax block(LaminaParser.BlockContext context) {
        List<BlockSyntax.BlockParameter> parameters = context.blockParameters() == null
                ? List.of()
                : context.blockParameters().blockParameter().stream()
                        .map(this::blockParameter)
                        .toList();
        return new BlockSyntax(
                scanner.documentationBefore(context.BLOCK().getSymbol().getStartIndex()),
                name(context.NAME().getSymbol()),
                parameters,
                body(context.body()),
                span(context));
    }

    private BlockSyntax.BlockParameter blockParameter(LaminaParser.BlockParameterContext context) {
        return new BlockSyntax.BlockParameter(
                name(context.NAME().getSymbol()),
                Optional.ofNullable(context.expression()).map(this::expression),
                span(context));
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
        if (context.output() != null) {
            return output(context.output());
        }
        if (context.loss() != null) {
            return new StatementSyntax.Loss(call(context.loss().call()), span(context));
        }
        return context.train() != null ? train(context.train()) : step(context.step());
    }

    private StatementSyntax output(LaminaParser.OutputContext context) {
        Name name = name(context.NAME().getSymbol());
        Optional<Name> label = Optional.of(name);
        Span span = span(context);
        Step step;
        if (context.residual() != null) {
            step = residual(label, context.residual(), span);
        } else if (context.repeat() != null) {
            step = repeat(label, context.repeat(), span);
        } else {
            step = new StatementSyntax.LayerCall(label, call(context.call()), span);
        }
        return new StatementSyntax.Output(name, step, span);
    }

    private List<Step> body(LaminaParser.BodyContext context) {
        return context.step().stream().map(this::step).toList();
    }

    private Step step(LaminaParser.StepContext context) {
        Span span = span(context);
        if (context.from() != null) {
            return new StatementSyntax.From(name(context.from().NAME().getSymbol()), span);
        }
        if (context.residual() != null) {
            return residual(label(context.label()), context.residual(), span);
        }
        if (context.repeat() != null) {
            return repeat(label(context.label()), context.repeat(), span);
        }
        return new StatementSyntax.LayerCall(
                label(context.layer().label()), call(context.layer().call()), span);
    }

    private Step residual(Optional<Name> label, LaminaParser.ResidualContext context, Span span) {
        Token keyword = context.RESIDUAL().getSymbol();
        return new StatementSyntax.Residual(
                label,
                span(keyword, keyword),
                body(context.body()),
                Optional.ofNullable(context.shortcut()).map(this::shortcut),
                span);
    }

    private StatementSyntax.Shortcut shortcut(LaminaParser.ShortcutContext context) {
        Token keyword = context.SHORTCUT().getSymbol();
        return new StatementSyntax.Shortcut(
                label(context.label()), span(keyword, keyword), body(context.body()), span(context));
    }

    private Step repeat(Optional<Name> label, LaminaParser.RepeatContext context, Span span) {
        Token keyword = context.REPEAT().getSymbol();
        return new StatementSyntax.Repeat(
                label, span(keyword, keyword), expression(context.expression()), body(context.body()), span);
    }

    private Optional<Name> label(LaminaParser.@Nullable LabelContext context) {
        return Optional.ofNullable(context).map(label -> name(label.getStart()));
    }

    private StatementSyntax input(LaminaParser.InputContext context) {
        return new StatementSyntax.Input(
                name(context.name),
                name(context.kind),
                context.expression().stream().map(this::expression).toList(),
                Optional.ofNullable(context.below()).map(below -> expression(below.expression())),
                span(context));
    }

    private StatementSyntax train(LaminaParser.TrainContext context) {
        return new StatementSyntax.Train(
                context.setting().stream().map(this::setting).toList(), span(context));
    }

    private Setting setting(LaminaParser.SettingContext context) {
        return new Setting(name(context.NAME().getSymbol()), settingValue(context.settingValue()), span(context));
    }

    private SettingValue settingValue(LaminaParser.SettingValueContext context) {
        Span span = span(context);
        if (context instanceof LaminaParser.ChosenContext chosen) {
            Name name = name(chosen.NAME().getSymbol());
            return new SettingValue.Call(new CallSyntax(name, arguments(chosen.arguments()), span));
        }
        if (context instanceof LaminaParser.NamedValuesContext named) {
            return new SettingValue.Named(
                    named.named().stream().map(this::named).toList(), span);
        }
        if (context instanceof LaminaParser.ForLayersContext layers) {
            List<Name> labels =
                    layers.NAME().stream().map(label -> name(label.getSymbol())).toList();
            return new SettingValue.ForLayers(expression(layers.expression()), labels, span);
        }
        List<ExpressionSyntax> all = ((LaminaParser.ValuesContext) context)
                .expression().stream().map(this::expression).toList();
        return all.size() == 1 ? new SettingValue.Amount(all.get(0)) : new SettingValue.Values(all, span);
    }

    private Argument named(LaminaParser.NamedContext context) {
        return new Argument(
                Optional.of(name(context.NAME().getSymbol())), expression(context.expression()), span(context));
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
