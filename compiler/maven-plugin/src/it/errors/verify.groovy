String log = new File(basedir, 'build.log').text
def first = new File(basedir, 'src/main/lamina/com/acme/first.lamina')
def second = new File(basedir, 'src/main/lamina/com/acme/second.lamina')

// All of them, each with its place and the message of the command.
assert log.contains("[ERROR] $first:[4,5] error[E0301]: `fc` needs a vector")
assert log.contains("[ERROR] $second:[4,10] error[E0501]: there is no loss `mee`")
assert log.contains("[ERROR] $second:[3,11] error[E0402]: `fc` has no argument `bais`")
assert log.contains('  --> src/main/lamina/com/acme/first.lamina:4:5')
assert log.contains('help: flatten it first')
assert log.contains('3 errors in model files')
assert !log.contains('need the runtime')
assert !new File(basedir, 'target/generated-sources/lamina').exists()
true
