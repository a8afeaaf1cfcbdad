// Read feeds and sitemaps as programs written in Node do: one on each line of the input, what its reader makes of it on each of the output.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import Parser from "rss-parser";
import Sitemapper from "sitemapper";

const readers = {
  "rss-parser": async (text) => {
    const feed = await new Parser().parseString(text);
    return { title: feed.title, entries: feed.items.map((item) => ({ id: item.id ?? item.guid, title: item.title, link: item.link })) };
  },
  "feedsmith-atom": async (text) => {
    const feed = parseAtomFeed(text);
    return { title: feed.title?.value ?? feed.title, entries: (feed.entries ?? []).map((entry) => ({ id: entry.id, title: entry.title?.value ?? entry.title, link: entry.links[0].href })) };
  },
  "feedsmith-rss": async (text) => {
    const feed = parseRssFeed(text);
    return { title: feed.title, entries: (feed.items ?? []).map((item) => ({ id: item.guid.value, title: item.title, link: item.link })) };
  },
  "feedsmith-json": async (text) => {
    const feed = parseJsonFeed(JSON.parse(text));
    return { title: feed.title, entries: (feed.items ?? []).map((item) => ({ id: item.id, title: item.title, link: item.url })) };
  },
  sitemapper: async (text) => {
    const server = createServer((_request, answer) => answer.writeHead(200, { "content-type": "application/xml" }).end(text));
    await new Promise((started) => server.listen(0, "127.0.0.1", started));
    const found = await new Sitemapper({ timeout: 30000 }).fetch(`http://127.0.0.1:${server.address().port}/sitemap.xml`);
    server.close();
    return { sites: found.sites, errors: found.errors };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { reader, text } = JSON.parse(line);
  console.log(JSON.stringify(await readers[reader](text)));
}
