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

    [Fact]
    public void Nearest_OfSeveral_PutsSpellingBeforeDistanceAndKeepsTheLimit() =>
        NameSuggestion.Nearest("useridx", ["userids", "user_id_x", "useridy", "userid", "useridz"], 3).Should().Equal("user_id_x", "userids", "useridy");

    [Fact]
    public void Nearest_OfAHugeName_IsStillAnswered() =>
        NameSuggestion.Nearest(new string('a', 1_000_000), [new string('a', 999_999)]).Should().BeEmpty();

    [Fact]
    public void Nearest_AmongItself_LeavesItOut() => NameSuggestion.Nearest("city", ["city", "City"]).Should().Equal("City");
}
