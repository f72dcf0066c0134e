-- A digital music store after a public sample schema, with data generated from 2023-01-01 to 2025-12-31.
CREATE TABLE genre (genre_id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO genre VALUES (1,'Rock'),(2,'Jazz'),(3,'Metal'),(4,'Alternative & Punk'),(5,'Rock And Roll'),(6,'Blues'),(7,'Latin'),(8,'Reggae'),(9,'Pop'),(10,'Soundtrack'),(11,'Bossa Nova'),(12,'Easy Listening'),(13,'Heavy Metal'),(14,'R&B/Soul'),(15,'Electronica/Dance'),(16,'World'),(17,'Hip Hop/Rap'),(18,'Science Fiction'),(19,'TV Shows'),(20,'Sci Fi & Fantasy'),(21,'Drama'),(22,'Comedy'),(23,'Alternative'),(24,'Classical'),(25,'Opera');

CREATE TABLE media_type (media_type_id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO media_type VALUES (1,'MPEG audio file'),(2,'Protected AAC audio file'),(3,'Protected MPEG-4 video file'),(4,'Purchased AAC audio file'),(5,'AAC audio file');

-- artists with their main genre (the genre is only used to generate)
CREATE TEMP TABLE seed_artist AS
SELECT row_number() OVER () AS artist_id, name, g FROM (VALUES
 ('AC/DC',1),('Accept',1),('Aerosmith',1),('Alanis Morissette',1),('Alice In Chains',1),('Antônio Carlos Jobim',2),('Apocalyptica',3),('Audioslave',23),
 ('Billy Cobham',2),('Black Label Society',3),('Black Sabbath',3),('Body Count',4),('Buddy Guy',6),('Caetano Veloso',7),('Chico Buarque',7),('Cidade Negra',8),
 ('The Black Crowes',6),('Creedence Clearwater Revival',1),('Deep Purple',1),('Eric Clapton',6),('Faith No More',4),('Foo Fighters',1),('Frank Sinatra',12),('Gilberto Gil',7),
 ('Green Day',4),('Guns N'' Roses',1),('Gene Krupa',2),('Iron Maiden',13),('Jamiroquai',14),('Amy Winehouse',14),('Jimi Hendrix',1),('Joe Satriani',1),
 ('Judas Priest',13),('Led Zeppelin',1),('Lenny Kravitz',1),('Lulu Santos',7),('Madonna',9),('U2',1),('Marvin Gaye',14),('Metallica',3),
 ('Miles Davis',2),('Nirvana',1),('Os Mutantes',1),('Ozzy Osbourne',13),('Pearl Jam',1),('Pink Floyd',1),('Queen',1),('R.E.M.',4),
 ('Red Hot Chili Peppers',1),('Santana',5),('Soundgarden',23),('Stevie Ray Vaughan',6),('The Clash',4),('The Police',1),('The Rolling Stones',1),('UB40',8),
 ('Toquinho & Vinícius',11),('Cypress Hill',17),('Deee-Lite',15),('Kruder & Dorfmeister',15),('Aisha Duo',16),('Yo-Yo Ma',24),('Berliner Philharmoniker',24),('Luciano Pavarotti',25),
 ('James Newton Howard',10),('Lost',19),('The Office',22),('Battlestar Galactica',18),('Heroes',21),('Stargate',20),('Elis Regina',11),('Shakira',9)
) v(name, g);
CREATE TABLE artist (artist_id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO artist SELECT artist_id, name FROM seed_artist ORDER BY 1;

CREATE TABLE album (album_id INTEGER PRIMARY KEY, title VARCHAR, artist_id INTEGER);
INSERT INTO album
SELECT row_number() OVER (ORDER BY artist_id, k), 
  list_extract(['Midnight','Electric','Silent','Golden','Broken','Distant','Crimson','Hollow','Restless','Northern','Paper','Burning','Second','Velvet','Lonely','Wild','Endless'],1+((artist_id*4+k)%17)::INT)||' '||
  list_extract(['Highway','Garden','Thunder','Mirror','Harbor','Letters','Machine','Kingdom','Season','Parade','Echo','River','Station'],1+((artist_id*7+k*3)%13)::INT)||
  CASE WHEN k=0 THEN '' WHEN k=4 THEN ' (Live)' ELSE ' '||list_extract(['I','II','III','IV','V'],k::INT) END,
  artist_id
FROM seed_artist, range(5) t(k) WHERE k <= 1 + hash(artist_id*31+7)%4;

CREATE TABLE track (track_id INTEGER PRIMARY KEY, name VARCHAR, album_id INTEGER, media_type_id INTEGER, genre_id INTEGER, composer VARCHAR, milliseconds INTEGER, bytes BIGINT, unit_price DECIMAL(10,2));
INSERT INTO track
WITH t AS (
 SELECT row_number() OVER (ORDER BY a.album_id, k) AS track_id, a.album_id, a.artist_id, s.g, k, hash(a.album_id*1000+k) AS h
 FROM album a JOIN seed_artist s USING (artist_id), range(14) r(k) WHERE k < 6 + hash(a.album_id*17+3)%8)
SELECT track_id,
 list_extract(['Dancing','Waiting','Falling','Running','Dreaming','Crying','Walking','Singing','Burning','Drifting','Leaving','Calling','Turning','Fading','Rising','Breaking','Hiding','Shining','Sleeping'],1+(track_id%19)::INT)||' '||
 list_extract(['in the Rain','All Night','for You','Away','Home','on the Moon','Down the Line','with Strangers','Through Fire','by the Sea','Without a Name','Under Glass','to the Light','at Dawn','Like Before','Beyond the Hills','into Blue','Once More','over Again','in the City','Before the War','After Hours','on Sunday'],1+(track_id%23)::INT)||
 CASE WHEN track_id > 437*4 THEN ' V' WHEN track_id > 437*3 THEN ' IV' WHEN track_id > 437*2 THEN ' III' WHEN track_id > 437 THEN ' II' ELSE '' END,
 album_id,
 CASE WHEN g IN (18,19,20,21,22) THEN 3 WHEN g = 24 THEN CASE WHEN h%3=0 THEN 5 ELSE 2 END WHEN h%100<78 THEN 1 WHEN h%100<92 THEN 2 WHEN h%100<96 THEN 4 ELSE 5 END,
 CASE WHEN g = 1 AND (h//100)%10 = 0 THEN 5 WHEN g IN (3,13) AND (h//100)%8=0 THEN 1 WHEN g = 7 AND (h//100)%6=0 THEN 11 ELSE g END,
 CASE WHEN g IN (18,19,20,21,22) OR (h//7)%5=0 THEN NULL ELSE list_extract(['S. Harris','J. Page','M. Jagger','B. Larkin','T. Iommi','E. Vedder','C. Cornell','A. Jobim','K. Hammett','R. Waters','D. Bowen','P. Lindqvist'],1+((artist_id*5+(h//13)%3)%12)::INT) END,
 CASE WHEN g IN (18,19,20,21,22) THEN 1200000 + (h//1000)%1700000 WHEN g = 24 THEN 240000+(h//1000)%420000 ELSE 120000 + (h//1000)%270000 END::INT,
 CASE WHEN g IN (18,19,20,21,22) THEN 180000000 + (h//100000)%390000000 ELSE 2600000 + (h//100000)%9800000 END::BIGINT,
 CASE WHEN g IN (18,19,20,21,22) THEN 1.99 WHEN h%29=0 THEN 1.29 ELSE 0.99 END
FROM t;

CREATE TABLE playlist (playlist_id INTEGER PRIMARY KEY, name VARCHAR);
INSERT INTO playlist VALUES (1,'Music'),(2,'Movies'),(3,'TV Shows'),(4,'Audiobooks'),(5,'90’s Music'),(6,'Music Videos'),(7,'Brazilian Music'),(8,'Classical'),(9,'Classical 101 - The Basics'),(10,'Grunge'),(11,'Heavy Metal Classic'),(12,'On-The-Go 1'),(13,'Road Trip'),(14,'Workout');
CREATE TABLE playlist_track (playlist_id INTEGER, track_id INTEGER, PRIMARY KEY (playlist_id, track_id));
INSERT INTO playlist_track
SELECT p.playlist_id, t.track_id FROM playlist p, track t
WHERE CASE p.playlist_id WHEN 1 THEN t.genre_id NOT BETWEEN 18 AND 22 WHEN 3 THEN t.genre_id BETWEEN 18 AND 22
 WHEN 5 THEN t.genre_id IN (1,4,23) AND hash(t.track_id+5)%2=0 WHEN 6 THEN t.track_id%97=0 WHEN 7 THEN t.genre_id IN (7,11)
 WHEN 8 THEN t.genre_id IN (24,25) WHEN 9 THEN t.genre_id=24 AND t.track_id%2=0 WHEN 10 THEN t.genre_id=23 OR t.album_id IN (SELECT album_id FROM album WHERE artist_id IN (5,42,45))
 WHEN 11 THEN t.genre_id IN (3,13) AND hash(t.track_id+11)%3<2 WHEN 12 THEN t.track_id%211=3 WHEN 13 THEN t.genre_id IN (1,5,6,9) AND hash(t.track_id+13)%6=0
 WHEN 14 THEN t.genre_id IN (3,13,15,17,9) AND hash(t.track_id+14)%4=0 ELSE false END;

CREATE TABLE employee (employee_id INTEGER PRIMARY KEY, last_name VARCHAR, first_name VARCHAR, title VARCHAR, reports_to INTEGER, birth_date DATE, hire_date DATE, address VARCHAR, city VARCHAR, state VARCHAR, country VARCHAR, postal_code VARCHAR, phone VARCHAR, fax VARCHAR, email VARCHAR);
INSERT INTO employee SELECT id, ln, fn, title, rt, bd::DATE, hd::DATE, id*111||' 7 Ave', city, 'AB', 'Canada', 'T2P 2T3', '+1 (403) 262-'||(3400+id), NULL, lower(fn)||'@example.com' FROM (VALUES
 (1,'Adams','Andrew','General Manager',NULL,'1972-02-18','2018-08-14','Edmonton'),(2,'Edwards','Nancy','Sales Manager',1,'1978-12-08','2018-05-01','Calgary'),
 (3,'Peacock','Jane','Sales Support Agent',2,'1983-08-29','2018-04-01','Calgary'),(4,'Park','Margaret','Sales Support Agent',2,'1987-09-19','2019-05-03','Calgary'),
 (5,'Johnson','Steve','Sales Support Agent',2,'1985-03-03','2019-10-17','Calgary'),(6,'Mitchell','Michael','IT Manager',1,'1983-07-01','2019-10-17','Calgary'),
 (7,'King','Robert','IT Staff',6,'1990-05-29','2020-01-02','Lethbridge'),(8,'Callahan','Laura','IT Staff',6,'1988-01-09','2020-03-04','Lethbridge'),
 (9,'Raman','Priya','Sales Support Agent',2,'1992-06-12','2021-09-06','Edmonton'),(10,'Becker','Tom','Sales Support Agent',2,'1994-11-25','2022-02-14','Edmonton'),
 (11,'Ortega','Lucia','Sales Support Agent',2,'1996-04-03','2022-11-21','Calgary')) v(id,ln,fn,title,rt,bd,hd,city);

CREATE TEMP TABLE seed_city AS SELECT row_number() OVER () - 1 AS i, * FROM (VALUES
 ('USA','New York','NY'),('USA','New York','NY'),('USA','Chicago','IL'),('USA','Boston','MA'),('USA','Mountain View','CA'),('USA','Cupertino','CA'),('USA','Fort Worth','TX'),('USA','Redmond','WA'),('USA','Orlando','FL'),('USA','Tucson','AZ'),
 ('Canada','Montréal','QC'),('Canada','Toronto','ON'),('Canada','Vancouver','BC'),('Canada','Edmonton','AB'),('Canada','Ottawa','ON'),
 ('Brazil','São Paulo','SP'),('Brazil','São Paulo','SP'),('Brazil','Rio de Janeiro','RJ'),('Brazil','Brasília','DF'),
 ('France','Paris',NULL),('France','Paris',NULL),('France','Lyon',NULL),('France','Bordeaux',NULL),
 ('Germany','Berlin',NULL),('Germany','Berlin',NULL),('Germany','Frankfurt',NULL),('Germany','Stuttgart',NULL),
 ('United Kingdom','London',NULL),('United Kingdom','London',NULL),('United Kingdom','Edinburgh',NULL),
 ('Portugal','Lisbon',NULL),('Portugal','Porto',NULL),('Czech Republic','Prague',NULL),('India','Delhi',NULL),('India','Bangalore',NULL),
 ('Japan','Tokyo',NULL),('Japan','Osaka',NULL),('Australia','Sydney','NSW'),('Australia','Melbourne','VIC'),('Netherlands','Amsterdam','VV'),('Spain','Madrid',NULL),('Italy','Rome','RM'),('Ireland','Dublin',NULL),
 ('Sweden','Stockholm',NULL),('Norway','Oslo',NULL),('Denmark','Copenhagen',NULL),('Finland','Helsinki',NULL),('Poland','Warsaw',NULL),('Austria','Vienna',NULL),('Hungary','Budapest',NULL),('Belgium','Brussels',NULL),('Argentina','Buenos Aires',NULL),('Chile','Santiago',NULL)) v(country,city,state);

CREATE TABLE customer (customer_id INTEGER PRIMARY KEY, first_name VARCHAR, last_name VARCHAR, company VARCHAR, address VARCHAR, city VARCHAR, state VARCHAR, country VARCHAR, postal_code VARCHAR, phone VARCHAR, fax VARCHAR, email VARCHAR, support_rep_id INTEGER);
INSERT INTO customer
WITH c AS (SELECT i, hash(i*7919) AS h,
  list_extract(['Luís','Leonie','François','Bjørn','František','Helena','Astrid','Daan','Kara','Eduardo','Alexandre','Roberto','Fernanda','Mark','Jennifer','Frank','Jack','Michelle','Tim','Dan','Kathy','Heather','John','Victor','Richard','Patrick','Julia','Aaron','Ellie','João','Madalena'],1+(i%31)::INT) AS fn,
  list_extract(['Gonçalves','Köhler','Tremblay','Hansen','Wichterlová','Holý','Gruber','Peeters','Nielsen','Martins','Rocha','Almeida','Ramos','Philips','Murray','Harris','Smith','Brooks','Goyer','Miller','Chase','Leacock','Gordon'],1+(i%23)::INT) AS ln
  FROM range(1,421) r(i))
SELECT c.i, fn, ln, CASE WHEN h%9=0 THEN list_extract(['Embraer','JetBrains','Woodstock Discos','Telus','Rogers Canada','Google Inc.','Microsoft Corporation','Apple Inc.','Banco do Brasil','Riotur'],1+((h//9)%10)::INT) END,
  (1+(h//11)%980)||' Main Street', s.city, s.state, s.country, lpad(((h//3)%99999)::VARCHAR,5,'0'), '+'||(h%9000000+1000000), NULL,
  'user'||c.i||'@example.com', CASE WHEN (h//17)%100<26 THEN 3 WHEN (h//17)%100<48 THEN 4 WHEN (h//17)%100<66 THEN 5 WHEN (h//17)%100<80 THEN 9 WHEN (h//17)%100<92 THEN 10 ELSE 11 END
FROM c JOIN seed_city s ON s.i = (c.h//101)%53 ORDER BY 1;

-- invoices: growing a little, a December peak, a dip in summer; customers 401..420 never bought
CREATE TEMP TABLE seed_invoice AS
SELECT row_number() OVER (ORDER BY d, n) AS invoice_id, d, n, hash((d - DATE '2023-01-01')*100+n) AS h
FROM (SELECT (DATE '2023-01-01' + CAST(r AS INT)) AS d FROM range(1096) t(r)) days, range(20) k(n)
WHERE n < 4 + (year(d)-2023) + CASE month(d) WHEN 12 THEN 4 WHEN 11 THEN 2 WHEN 7 THEN -1 WHEN 8 THEN -1 ELSE 0 END + (hash(d::VARCHAR)%4)::INT + CASE WHEN dayofweek(d) IN (0,6) THEN 1 ELSE 0 END;

CREATE TABLE invoice_line (invoice_line_id INTEGER PRIMARY KEY, invoice_id INTEGER, track_id INTEGER, unit_price DECIMAL(10,2), quantity INTEGER);
INSERT INTO invoice_line
WITH n AS (SELECT count(*) AS tracks FROM track),
l AS (SELECT s.invoice_id, k, hash(s.invoice_id*1000+k) AS h FROM seed_invoice s, range(14) r(k)
      WHERE k < CASE WHEN s.h%10<3 THEN 1 WHEN s.h%10<5 THEN 2 WHEN s.h%10<8 THEN 4 WHEN s.h%10<9 THEN 7 ELSE 12 END)
SELECT row_number() OVER (ORDER BY l.invoice_id, l.k), l.invoice_id, t.track_id, t.unit_price, CASE WHEN (l.h//5)%25=0 THEN 2 ELSE 1 END
FROM l, n JOIN track t ON t.track_id = 1 + CASE WHEN l.h%4=0 THEN (l.h//1000)%(n.tracks//5) ELSE (l.h//1000)%(n.tracks*15//16) END
WHERE true;

CREATE TABLE invoice (invoice_id INTEGER PRIMARY KEY, customer_id INTEGER, invoice_date DATE, billing_address VARCHAR, billing_city VARCHAR, billing_state VARCHAR, billing_country VARCHAR, billing_postal_code VARCHAR, total DECIMAL(10,2));
INSERT INTO invoice
SELECT s.invoice_id, c.customer_id, s.d, c.address, c.city, c.state, c.country, c.postal_code, x.total
FROM seed_invoice s
JOIN customer c ON c.customer_id = 1 + CASE WHEN (s.h//10)%3=0 THEN (s.h//1000)%90 ELSE (s.h//1000)%400 END
JOIN (SELECT invoice_id, sum(unit_price*quantity) AS total FROM invoice_line GROUP BY 1) x USING (invoice_id) ORDER BY 1;
