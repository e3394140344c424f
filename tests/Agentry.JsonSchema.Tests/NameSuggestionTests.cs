namespace Agentry.JsonSchema.Tests;

public sealed class NameSuggestionTests
{
    [Theory]
    [InlineData("orderId", "order_id")]
    [InlineData("Order-ID", "order_id")]
    [InlineData("locatoin", "location")]
    [InlineData("locs", "loc")]
    [InlineData("get.weather", "get_weather")]
    public void Nearest_OfANameNearby_FindsIt(string name, string meant) =>
        NameSuggestion.Nearest(name, ["order_id", "location", "loc", "get_weather", "zzz"]).Should().StartWith(meant);

    [Theory]
    [InlineData("ab")]
    [InlineData("unexpected_arg")]
    [InlineData("")]
    [InlineData("order_identifier_of_the_customer")]
    public void Nearest_OfANameFarAway_FindsNothing(string name) =>
        NameSuggestion.Nearest(name, ["order_id", "location", "xy"]).Should().BeEmpty();

    [Theory]
    [InlineData("a", "as", "as", "a", true)]
    [InlineData("id", "ids", "ids", "id", true)]
    [InlineData("xy", "yx", "yx", "xy,n", true)]
    [InlineData("t", "ts", "ts", "t,e,n", true)]
    [InlineData("a", "b", "b", "a", false)]
    [InlineData("a", "as,ab", "as", "a", false)]
    [InlineData("a", "as", "as", "a,s", false)]
    [InlineData("a", "abc", "abc", "a", false)]
    [InlineData("abc", "abcd", "abcd", "abc", false)]
    public void OnlyNear_OfAShortName_FindsItOnlyWhereNothingElseCouldBeMeant(string missing, string unknown, string meant, string absent, bool isFound)
    {
        NameSuggestion.OnlyNear(missing, unknown.Split(','), absent.Split(',')).Should().Be(isFound ? meant : null);
        if (isFound) NameSuggestion.OnlyNear(meant, absent.Split(','), unknown.Split(',')).Should().Be(missing);
    }

    [Theory]
    [InlineData("{\"as\":1}", "rename \"as\" to \"a\"", "rename \"as\" to \"a\"")]
    [InlineData("{\"as\":\"x\"}", "add \"a\" (integer)", "remove \"as\"; allowed: \"a\", \"b\"")]
    [InlineData("{\"s\":1}", "add \"a\" (integer)", "remove \"s\"; allowed: \"a\", \"b\"")]
    public void Validate_OfAShortNameMisspelt_SuggestsItWhereTheValueSuits(string instance, string missing, string surplus)
    {
        var schema = Json.Schema("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a"],"additionalProperties":false}""");
        schema.Validate(Json.Parse(instance)).Select(problem => problem.Fix).Should().Equal(missing, surplus);
    }

    [Fact]
    public void Nearest_OfSeveral_PutsSpellingBeforeDistanceAndKeepsTheLimit() =>
        NameSuggestion.Nearest("useridx", ["userids", "user_id_x", "useridy", "userid", "useridz"], 3).Should().Equal("user_id_x", "userids", "useridy");

    [Fact]
    public void Nearest_OfAHugeName_IsStillAnswered() =>
        NameSuggestion.Nearest(new string('a', 1_000_000), [new string('a', 999_999)]).Should().BeEmpty();

    [Fact]
    public void Nearest_AmongItself_LeavesItOut() => NameSuggestion.Nearest("city", ["city", "City"]).Should().Equal("City");
}
