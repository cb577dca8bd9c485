/*
 * The language of model files; README.md of this module is its reference.
 *
 * White space, line ends included, only separates. No rule needs to know where a line ends, and no
 * text has two readings. The words `model`, `input`, `loss`, `train` and `below` are no names, with
 * one exception: an input may be called `input`.
 */
grammar Lamina;

/*
 * Words that are keywords in one place only, and names everywhere else: `block` at the top level
 * before `Name {` and `Name (`, `from` before a name, `output` before `name :`, `residual` and
 * `shortcut` before `{`, `repeat` before an expression and `{`, `for` behind `rate = ...` and before a
 * name. The lexer gives them the type NAME;
 * the compiler changes the type of those that stand in such a place before it parses.
 */
tokens { BLOCK, FOR, FROM, OUTPUT, REPEAT, RESIDUAL, SHORTCUT }

file
    : (model | block)* EOF
    ;

model
    : MODEL NAME parameters? '{' statement* '}'
    ;

block
    : BLOCK NAME blockParameters? body
    ;

blockParameters
    : '(' (blockParameter (',' blockParameter)* ','?)? ')'
    ;

blockParameter
    : NAME ('=' expression)?
    ;

parameters
    : '(' (parameter (',' parameter)* ','?)? ')'
    ;

parameter
    : NAME '=' expression
    ;

statement
    : input
    | output
    | loss
    | train
    | step
    ;

output
    : OUTPUT NAME ':' (call | residual | repeat)
    ;

// What a model and the bodies in it are made of.
step
    : layer
    | from
    | label? residual
    | label? repeat
    ;

body
    : '{' step* '}'
    ;

label
    : (NAME | NUMBER) ':'
    ;

from
    : FROM NAME
    ;

residual
    : RESIDUAL body shortcut?
    ;

shortcut
    : label? SHORTCUT body
    ;

repeat
    : REPEAT expression body
    ;

input
    : INPUT name = (NAME | INPUT) ':' kind = NAME '[' expression (',' expression)* ','? ']' below?
    ;

below
    : BELOW expression
    ;

layer
    : label? call
    ;

loss
    : LOSS call
    ;

train
    : TRAIN '{' setting* '}'
    ;

// A bare name, `optimizer adam` or `batch size`, is an expression: only the setting can tell.
setting
    : NAME settingValue
    ;

settingValue
    : NAME arguments                              # chosen
    | named (',' named)*                          # namedValues
    | expression (',' expression)*                # values
    | '=' expression (FOR NAME (',' NAME)*)?      # forLayers
    ;

named
    : NAME '=' expression
    ;

call
    : NAME arguments?
    ;

arguments
    : '(' (argument (',' argument)* ','?)? ')'
    ;

argument
    : (NAME '=')? expression
    ;

expression
    : '-' expression                                   # negation
    | expression op = ('*' | '/') expression           # arithmetic
    | expression op = ('+' | '-') expression           # arithmetic
    | '(' expression (',' expression)* ','? ')'        # groupOrTuple
    | NUMBER                                           # number
    | NAME                                             # reference
    ;

MODEL : 'model' ;
INPUT : 'input' ;
BELOW : 'below' ;
LOSS  : 'loss' ;
TRAIN : 'train' ;

LPAREN   : '(' ;
RPAREN   : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE   : '{' ;
RBRACE   : '}' ;
COMMA    : ',' ;
COLON    : ':' ;
EQUALS   : '=' ;
PLUS     : '+' ;
MINUS    : '-' ;
TIMES    : '*' ;
DIVIDE   : '/' ;

NAME   : [a-zA-Z_] [a-zA-Z0-9_]* ;
NUMBER : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? ;

// Lines that document the model they stand before. Four slashes are a comment.
DOCUMENTATION : '///' (~[/\r\n] ~[\r\n]*)? -> channel(HIDDEN) ;
COMMENT       : '//' ~[\r\n]* -> channel(HIDDEN) ;
SPACE         : [ \t\r\n\f]+ -> skip ;

// No part of the language: the slips of people who know other ones, each worth an answer of its
// own. No rule above uses them.
SIZE_TIMES_SIZE : [0-9]+ [xX\u00D7] [0-9]+ ;
BAD_NUMBER      : ([0-9] | '.' [0-9]) [a-zA-Z0-9_.]* ;
SEMICOLON       : ';' ;
HASH_COMMENT    : '#' ~[\r\n]* ;
BLOCK_COMMENT   : '/*' .*? ('*/' | EOF) ;
QUOTED          : '"' ~["\r\n]* '"'? | '\'' ~['\r\n]* '\''? ;
UNKNOWN         : . ;
