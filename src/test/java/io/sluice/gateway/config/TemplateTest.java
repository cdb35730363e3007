package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final TemplateValues.ResponseValues RESPONSE =
      new TemplateValues.ResponseValues() {
        @Override
        public List<String> field(String name) {
          return name.equals("x-store") ? List.of("1, 2", "50% off,1") : List.of();
        }

        @Override
        public List<String> body(JsonPointer pointer) {
          return pointer.toString().equals("/ids/*") ? List.of("a/b", "", "ü", "a,b") : List.of();
        }
      };

  private static List<String> render(String template, String path, String target) {
    var yaml = "rules: [{match: {path: '" + path + "'}}]";
    var rule = Configs.yaml(yaml).rules().rules().get(0);
    return Template.ofTag(template)
        .render(new TemplateValues(rule, Requests.get(target), RESPONSE), 100);
  }

  @ParameterizedTest(name = "{0} of {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "p:{id}              | /p/{id}   | /p/7                | p:7",
        "p:{id}              | /p/{id}   | /p/a%2Fb            | p:a/b",
        "p:{id}              | /p/{id}   | /p/a,b              | p:a%2Cb",
        "p:{id}              | /p/{id}   | /p/a%20b            | p:a b",
        "p:{id}              | /p/{id}   | /p/100%25           | p:100%",
        "p:{id}              | /p/{id}   | /p/%C3%BC           | p:%C3%BC",
        "p:{id}              | /p/{id}   | /p/a+b              | p:a+b",
        "p:{query.sku}       | /p        | /p?sku=7            | p:7",
        "p:{query.sku}       | /p        | /p?sku=a/b          | p:a/b",
        "p:{query.sku}       | /p        | /p?sku=a%2Fb        | p:a/b",
        "p:{query.sku}       | /p        | /p?sku=a+b          | p:a b",
        "p:{id}              | /p/{id}   | /p/%20a%0D%0A       | p:%20a%0D%0A",
        "p:{query.sku}       | /p        | /p?sku=+a+          | p:%20a%20",
        "p:{query.sku}       | /p        | /p?sku=a%2Bb        | p:a+b",
        "p:{query.sku}       | /p        | /p?x=1&sku=2&sku=3&sku=2 | p:2;p:3",
        "p:{query.sku}       | /p        | /p?sku              | ''",
        "p:{query.sku}       | /p        | /p?skus=1           | ''",
        "p:{query.sku}       | /p        | /p                  | ''",
        "s:{header.X-Store}  | /p        | /p                  | s:1;s:2;s:50% off",
        "s:{header.x-none}   | /p        | /p                  | ''",
        "b:{body./ids/*}     | /p        | /p                  | b:a/b;b:%C3%BC;b:a%2Cb",
        "b:{body./none}      | /p        | /p                  | ''",
        "{id}:{query.q}:x    | /p/{id}   | /p/1?q=2&q=3        | 1:2:x;1:3:x",
        "{id}:{query.none}   | /p/{id}   | /p/1                | ''",
        "{{id}:{id}          | /p/{id}   | /p/1                | {id}:1",
        "all                 | /p        | /p                  | all",
      })
  void aValueMakesTheSameTagWhereverItComesFrom(
      String template, String path, String target, String tags) {
    assertThat(String.join(";", render(template, path, target))).isEqualTo(tags);
  }

  @Test
  void thereAreHardlyMoreTextsThanAreAskedFor() {
    var many = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
    var template = Template.ofTag("{query.a}{query.a}{query.a}{query.a}{query.a}{query.a}");

    assertThat(template.render(placeholder -> many, 10)).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{",
        "a{}",
        "a{1}",
        "a{b",
        "{b c}",
        "{query.}",
        "{header.a b}",
        "{header.}",
        "{body.}",
        "{body.id}",
        "{body./a~2}",
        "{body./a~}",
        "{cookie.a}",
        "{request.body./a}",
        "a b",
        "a,b",
        " ",
        "{body./a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z/a/b/c/d/e/f/g}"
      })
  void whatIsNoTemplateOfATagIsRefused(String text) {
    assertThatThrownBy(() -> Template.ofTag(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb", "a\r\nSet-Cookie: b", "a\0", "\u0007", "a\u007f", "ü", "", " a", "a{"})
  void whatIsNoFieldValueIsRefused(String text) {
    assertThatThrownBy(() -> Template.ofField(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pointersAreUnescaped() {
    var pointer = JsonPointer.parse("/a~1b/~0/m~01n//*");
    assertThat(pointer.tokens()).containsExactly("a/b", "~", "m~1n", "", "*");
    assertThat(pointer).hasToString("/a~1b/~0/m~01n//*");
  }
}
