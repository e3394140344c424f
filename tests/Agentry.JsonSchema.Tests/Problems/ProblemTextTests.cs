namespace Agentry.JsonSchema.Tests;

public sealed class ProblemTextTests
{
    [Theory]
    // required, names
    [InlineData("""{"properties":{"order_id":{"type":"integer"}},"required":["order_id"]}""", "{}", "", "/required", "required", "property \"order_id\" (integer)", "nothing", "add \"order_id\" (integer)")]
    [InlineData("""{"properties":{"unit":{"enum":["a","b"]}},"required":["unit"]}""", "{}", "", "/required", "required", "property \"unit\" (one of \"a\", \"b\")", "nothing", "add \"unit\" (one of \"a\", \"b\")")]
    [InlineData("""{"required":["order_id"]}""", """{"orderId":1}""", "", "/required", "required", "property \"order_id\" (any value)", "nothing", "rename \"orderId\" to \"order_id\"")]
    [InlineData("""{"properties":{"o":{"required":["x"]}}}""", """{"o":{}}""", "/o", "/properties/o/required", "required", "property \"x\" (any value)", "nothing", "add \"x\" (any value) to \"o\"")]
    [InlineData("""{"properties":{"a":{},"b":{}},"additionalProperties":false}""", """{"foo":1}""", "/foo", "/additionalProperties", "additionalProperties", "only \"a\", \"b\"", "1", "remove \"foo\"; allowed: \"a\", \"b\"")]
    [InlineData("""{"properties":{"location":{}},"additionalProperties":false}""", """{"locatoin":"x"}""", "/locatoin", "/additionalProperties", "additionalProperties", "only \"location\"", "\"x\"", "rename \"locatoin\" to \"location\"")]
    [InlineData("""{"additionalProperties":false}""", """{"foo":1}""", "/foo", "/additionalProperties", "additionalProperties", "no properties", "1", "remove \"foo\"")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "/a", "/properties/a", "properties", "no value", "1", "remove \"a\"")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "", "/dependentRequired/a", "dependentRequired", "property \"b\", because \"a\" is given", "nothing", "add \"b\", or remove \"a\"")]
    [InlineData("""{"minProperties":2}""", """{"a":1}""", "", "/minProperties", "minProperties", "at least 2 properties", "1 property", "send at least 2 properties in the value")]
    // type
    [InlineData("""{"properties":{"n":{"type":"integer"}},"required":["n"]}""", """{"n":"10"}""", "/n", "/properties/n/type", "type", "integer", "\"10\"", "send 10 without quotes for \"n\"")]
    [InlineData("""{"properties":{"n":{"type":"integer"}},"required":["n"]}""", """{"n":"ten"}""", "/n", "/properties/n/type", "type", "integer", "\"ten\"", "send an integer for \"n\"")]
    [InlineData("""{"properties":{"n":{"type":"integer"}},"required":["n"]}""", """{"n":"1.5"}""", "/n", "/properties/n/type", "type", "integer", "\"1.5\"", "send an integer for \"n\"")]
    [InlineData("""{"properties":{"n":{"type":"integer"}}}""", """{"n":null}""", "/n", "/properties/n/type", "type", "integer", "null", "leave \"n\" out, or send an integer")]
    [InlineData("""{"properties":{"b":{"type":"boolean"}}}""", """{"b":"true"}""", "/b", "/properties/b/type", "type", "boolean", "\"true\"", "send true without quotes for \"b\"")]
    [InlineData("""{"properties":{"l":{"type":"array"}}}""", """{"l":"x"}""", "/l", "/properties/l/type", "type", "array", "\"x\"", "send \"l\" as an array: [\"x\"]")]
    [InlineData("""{"properties":{"l":{"type":"array"}}}""", """{"l":"[1]"}""", "/l", "/properties/l/type", "type", "array", "\"[1]\"", "send \"l\" as a JSON array, not as text that holds one")]
    [InlineData("""{"properties":{"s":{"type":"string"}}}""", """{"s":5}""", "/s", "/properties/s/type", "type", "string", "5", "send \"s\" as a string: \"5\"")]
    [InlineData("""{"type":["string","null"]}""", "5", "", "/type", "type", "string or null", "5", "send a string or null for the value")]
    // values
    [InlineData("""{"properties":{"u":{"enum":["celsius","fahrenheit"]}}}""", """{"u":"CELSIUS"}""", "/u", "/properties/u/enum", "enum", "one of \"celsius\", \"fahrenheit\"", "\"CELSIUS\"", "use \"celsius\" for \"u\"")]
    [InlineData("""{"properties":{"u":{"enum":["a",1,null]}}}""", """{"u":"zzz"}""", "/u", "/properties/u/enum", "enum", "one of \"a\", 1, null", "\"zzz\"", "use one of \"a\", 1, null for \"u\"")]
    [InlineData("""{"properties":{"u":{"const":2}}}""", """{"u":3}""", "/u", "/properties/u/const", "const", "2", "3", "use 2 for \"u\"")]
    [InlineData("""{"properties":{"n":{"maximum":500}}}""", """{"n":501}""", "/n", "/properties/n/maximum", "maximum", "at most 500", "501", "send at most 500 for \"n\"")]
    [InlineData("""{"properties":{"n":{"multipleOf":0.01}}}""", """{"n":0.001}""", "/n", "/properties/n/multipleOf", "multipleOf", "a multiple of 0.01", "0.001", "send a multiple of 0.01 for \"n\"")]
    [InlineData("""{"properties":{"s":{"maxLength":2}}}""", """{"s":"abc"}""", "/s", "/properties/s/maxLength", "maxLength", "at most 2 characters", "\"abc\"", "shorten \"s\" to at most 2 characters")]
    [InlineData("""{"properties":{"s":{"pattern":"^a"}}}""", """{"s":"b"}""", "/s", "/properties/s/pattern", "pattern", "text matching ^a", "\"b\"", "send text matching ^a for \"s\"")]
    [InlineData("""{"not":{"type":"string"}}""", "\"x\"", "", "/not", "not", "anything but string", "\"x\"", "send anything but string for the value")]
    // arrays
    [InlineData("""{"properties":{"l":{"items":{"type":"integer"}}}}""", """{"l":[1,"x"]}""", "/l/1", "/properties/l/items/type", "type", "integer", "\"x\"", "send an integer for \"/l/1\"")]
    [InlineData("""{"minItems":2}""", "[1]", "", "/minItems", "minItems", "at least 2 items", "1 item", "send at least 2 items in the value")]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", "", "/uniqueItems", "uniqueItems", "no two equal items", "[1,2,1.0]", "remove item 2 of the value: it equals item 0, counted from 0")]
    [InlineData("""{"contains":{"type":"string"}}""", "[1]", "", "/contains", "contains", "at least 1 item matching: string", "[1]", "add to the value until it has at least 1 item matching: string")]
    [InlineData("""{"prefixItems":[true],"items":false}""", "[1,2]", "/1", "/items", "items", "no value", "2", "remove \"/1\"")]
    // references
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer"}}}""", """{"a":"x"}""", "/a", "/$defs/n/type", "type", "integer", "\"x\"", "send an integer for \"a\"")]
    public void Validate_OfOneMistake_SaysWhereWhatAndHow(
        string schema, string instance, string pointer, string location, string keyword, string expected, string actual, string fix)
    {
        Json.Problem(schema, instance).Should().Be(new SchemaProblem
        {
            Pointer = pointer,
            SchemaLocation = location,
            Keyword = keyword,
            Expected = expected,
            Actual = actual,
            Fix = fix,
        });
    }

    [Fact]
    public void Validate_OfALongValue_CutsItTo64Characters()
    {
        var problem = Json.Problem("""{"type":"integer"}""", $"\"{new string('x', 62)}😀{new string('y', 1_000_000)}\"");
        problem.Actual.Should().HaveLength(64).And.EndWith("…");
        Json.Problem("""{"type":"integer"}""", """{"a":[1,{"b":"c"}],"d":null}""").Actual.Should().Be("""{"a":[1,{"b":"c"}],"d":null}""");
        Json.Problem("""{"type":"integer"}""", "[" + string.Join(',', Enumerable.Range(0, 10_000)) + "]").Actual.Should().HaveLength(64);
    }

    [Fact]
    public void Validate_OfAValueWithLineBreaks_KeepsOneLine() =>
        Json.Problem("""{"type":"integer"}""", "\"a\\nb\\u2028\"").Actual.Should().Be("\"a\\nb\\u2028\"");

    [Fact]
    public void Validate_OfManyMistakes_ReturnsTheAskedNumber_MissingNamesFirst()
    {
        var schema = Json.Schema("""{"properties":{"z":{},"a":{"type":"integer"},"b":{"type":"integer"}},"required":["z"]}""");
        var instance = Json.Parse("""{"a":"x","b":"y"}""");
        schema.Validate(instance).Select(problem => problem.Keyword).Should().Equal("required", "type", "type");
        schema.Validate(instance, 2).Should().HaveCount(2);
        FluentActions.Invoking(() => schema.Validate(instance, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Validate_OfAWrongType_SaysNothingElseAboutTheValue() =>
        Json.Problem("""{"type":"string","enum":["a"],"minLength":1}""", "5").Keyword.Should().Be("type");

    [Fact]
    public void AnyOf_WhereNoTypeFits_NamesAllTypes()
    {
        var problem = Json.Problem("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}}""", """{"a":5}""");
        (problem.Pointer, problem.Keyword, problem.Expected).Should().Be(("/a", "anyOf", "string or null"));
    }

    [Fact]
    public void AnyOf_OfConstants_ReadsLikeAnEnum()
    {
        var problem = Json.Problem("""{"properties":{"a":{"anyOf":[{"const":"red"},{"const":"blue"}]}}}""", """{"a":"RED"}""");
        (problem.Expected, problem.Fix).Should().Be(("one of \"red\", \"blue\"", "use \"red\" for \"a\""));
    }

    [Fact]
    public void AnyOf_WithADiscriminator_ExplainsThatAlternativeOnly()
    {
        const string Schema = """
            {"anyOf":[{"properties":{"k":{"const":"click"},"x":{"type":"integer"}},"required":["k","x"],"additionalProperties":false},
                      {"properties":{"k":{"const":"wait"},"ms":{"type":"integer","maximum":10}},"required":["k","ms"],"additionalProperties":false}]}
            """;
        var problem = Json.Problem(Schema, """{"k":"wait","ms":70}""");
        (problem.Pointer, problem.Keyword, problem.SchemaLocation).Should().Be(("/ms", "maximum", "/anyOf/1/properties/ms/maximum"));
        problem = Json.Problem(Schema, """{"k":"Wait","ms":7}""");
        (problem.Pointer, problem.Fix).Should().Be(("/k", "use \"wait\" for \"k\""));
        Json.Problem(Schema, """{"ms":7}""").Fix.Should().Be("add \"k\" (one of \"click\", \"wait\")");
    }

    [Theory]
    [InlineData("{0},{1}")]
    [InlineData("{1},{0}")]
    [InlineData("""{1},{0},{{"type":"null"}}""")]
    public void AnyOf_WithoutADiscriminator_ExplainsTheDeepestFailure(string order)
    {
        const string Closed = """{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"],"additionalProperties":false}""";
        const string Meant = """{"type":"object","properties":{"name":{"type":"string"},"tags":{"items":{"type":"string"}}},"required":["name"]}""";
        var branches = string.Format(System.Globalization.CultureInfo.InvariantCulture, order, Closed, Meant);
        var problem = Json.Problem("{\"anyOf\":[" + branches + "]}", """{"name":"x","tags":["a",5]}""");
        (problem.Pointer, problem.Keyword).Should().Be(("/tags/1", "type"));
    }

    [Fact]
    public void OneOf_WhereSeveralFit_SaysSo() =>
        Json.Problem("""{"oneOf":[{"type":"integer"},{"minimum":5}]}""", "7").Expected.Should().Be("exactly one of the 2 alternatives");

    [Fact]
    public void If_ExplainsTheBranchThatApplies() =>
        Json.Problem("""{"if":{"properties":{"k":{"const":"a"}}},"then":{"required":["p"]},"else":{"required":["w"]}}""", """{"k":"a"}""").SchemaLocation.Should().Be("/then/required");
}
