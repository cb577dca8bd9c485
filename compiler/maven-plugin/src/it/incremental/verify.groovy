String log = new File(basedir, 'build.log').text
def file = { path -> new File(basedir, "target/$path") }

assert log.contains('Generated com.acme.Goes, com.acme.Stays from 2 model files: 8 files changed')
assert log.contains('2 model files up to date: nothing to generate')
assert log.count('Nothing to compile - all classes are up to date') == 1
assert log.contains('Generated com.acme.Stays from 1 model file: 0 files changed')
assert log.contains('4 files removed that no model makes any more')

assert file('generated-sources/lamina/com/acme/Stays.java').text.contains('OUTPUT_SIZE = 7')
assert file('classes/com/acme/StaysVector.class').exists()
assert !file('generated-sources/lamina/com/acme/Goes.java').exists()
assert !file('lamina/reading/com/acme/GoesVector.java').exists()
assert !file('classes/com/acme/GoesVector.class').exists()
assert !file('classes/com/acme/Goes.class').exists()
true
