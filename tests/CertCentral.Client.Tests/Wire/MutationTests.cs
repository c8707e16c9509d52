using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CertCentral.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Tests.Wire;

public class MutationTests
{
    private const int MutationsPerSample = 1000;

    public static TheoryData<string> Answers => [.. Samples.Names.Where(name => SampleReaders.Call(name) is not null)];

    public static TheoryData<string> Objects => [.. Samples.Names.Where(name => !SampleReaders.IsError(name))];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_is_read_or_fails_within_the_error_family(string name)
    {
        Func<CertCentralClient, CancellationToken, Task> call = SampleReaders.Call(name)!;
        byte[] body = Array.Empty<byte>();
        HttpStatusCode status = HttpStatusCode.OK;
        var server = new StubServer(_ => Answer(status, body));
        // Every 429 silences the key for seconds; on the machine's own clock a thousand of them would take over an hour.
        using CertCentralClient client = TestClient.Over(server, new HurriedTime(), maxAttempts: 1);
        for (int seed = 0; seed < MutationsPerSample; seed++)
        {
            body = Mutation.Of(Samples.Text(name), seed);
            status = (HttpStatusCode)(SampleReaders.IsError(name) ? SampleReaders.Status(name) : seed % 10 == 0 ? 400 : 200);
            server.Calls.Clear();
            Exception? exception = await Record.ExceptionAsync(() => call(client, CancellationToken.None));

            Assert.True(exception is null or CertCentralException, $"Seed {seed}: {exception}");
        }
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void A_damaged_object_is_read_with_nothing_lost_or_refused_as_unreadable(string name)
    {
        int kept = 0;
        for (int seed = 0; seed < MutationsPerSample; seed++)
        {
            string text = Encoding.UTF8.GetString(Mutation.Of(Samples.Text(name), seed));
            WireObject typed;
            try
            {
                typed = SampleReaders.Read(name, text);
            }
            catch (UnreadableAnswerException)
            {
                continue;
            }

            if (!SampleReaders.IsRequest(name) && Tree(text) is { } sent)
            {
                string? loss = SameOnTheWire.FirstLoss(sent, Tree(WireJson.Write(typed))!);
                Assert.True(loss is null, $"Seed {seed} loses {loss}: {text}");
                kept++;
            }
        }

        // Most mutations leave readable JSON behind; else this test would prove nothing.
        Assert.True(kept > 500 || SampleReaders.IsRequest(name) || Samples.Text(name).Length < 10, $"Only {kept} were compared.");
    }

    private static JToken? Tree(string text)
    {
        try
        {
            return Sample.Parse(text);
        }
        catch (JsonReaderException)
        {
            return null;
        }
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return new HttpResponseMessage(status) { Content = content };
    }
}
