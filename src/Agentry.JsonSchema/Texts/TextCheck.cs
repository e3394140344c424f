using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Checks a raw text: while it is read where the program allows that, otherwise through a document.</summary>
internal static class TextCheck
{
    public static bool Run(SchemaProgram program, ReadOnlyMemory<byte> text, out EvaluationFault fault)
    {
        fault = EvaluationFault.None;
        try
        {
            if (text.Length > program.Limits.MaxBytes) fault = EvaluationFault.TooLong;
            else if (program.Limits.RefusesDuplicates && DuplicateNames.Exist(text, program.MaxDepth)) fault = EvaluationFault.DuplicateName;
            else return program.IsSinglePass ? RunTokens(program, text.Span, out fault) : RunDocument(program, text, out fault);
            return false;
        }
        catch (JsonException)
        {
            fault = IsTooDeep(text.Span, program.MaxDepth) ? EvaluationFault.TooDeep : EvaluationFault.Malformed;
            return false;
        }
    }

    private static bool RunTokens(SchemaProgram program, ReadOnlySpan<byte> text, out EvaluationFault fault)
    {
        var state = new EvaluationState(program.Limits);
        scoped var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = program.MaxDepth });
        reader.Read();

        // After the value only white space may come; the reader throws at anything else.
        var isValid = new TextEvaluator(program, ref state).Run(program.Root, ref reader, 0) && !reader.Read();
        fault = state.Fault;
        return isValid && !state.HasFault;
    }

    private static bool RunDocument(SchemaProgram program, ReadOnlyMemory<byte> text, out EvaluationFault fault)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = program.MaxDepth });
        var state = new EvaluationState(program.Limits);
        var isValid = ElementCheck.Run(program, new ElementNode(document.RootElement), ref state);
        fault = state.Fault;
        return isValid;
    }

    // The reader has one exception for both: a second one, without the limit, tells what came first.
    private static bool IsTooDeep(ReadOnlySpan<byte> text, int maxDepth)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= maxDepth) return true;
            }
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
