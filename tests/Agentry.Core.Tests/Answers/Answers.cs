using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agentry.Tests;

/// <summary>An answer with what answers have: text, numbers with bounds, an optional member, a list, an enum, a date.</summary>
[Description("A quote.")]
internal sealed record Quote(
    string Number, [property: Range(0, 1000)] decimal Total, IReadOnlyList<QuoteLine> Lines, QuoteKind Kind, DateOnly Until, string? Note = null)
{
    public const string Json = """{"number":"q-7","total":12.5,"lines":[{"sku":"lamp","count":2}],"kind":"Firm","until":"2026-05-01"}""";
}

internal sealed record QuoteLine(string Sku, int Count);

internal enum QuoteKind
{
    Draft,
    Firm,
}

/// <summary>A type whose schema points back at its root.</summary>
internal sealed record Part(string Name, IReadOnlyList<Part> Parts);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QuoteLine))]
internal sealed partial class AnswerJson : JsonSerializerContext;
